import { isGatePenalty } from '../domain/gates';
import { isTeamRun } from '../domain/raceType';
import type { OnCourseRecord } from '../domain/records';
import type { RaceDayIndex } from '../domain/raceDayIndex';
import type { HeldRaceDay } from './HeldRaceDay';
import type { Sent } from './PushedFields';
import type { PushedOnCourse } from './readPushes';
import type { SkippedParts } from './SkippedParts';

/** Adds what the start lists know: the participant of an entry that names the bib only, and the other way round. */
export function nameByStarts(entries: readonly PushedOnCourse[], day: HeldRaceDay): PushedOnCourse[] {
  return entries.map((entry) => {
    const { raceId, bib } = entry;
    const participantId =
      entry.participantId ?? (bib === null ? undefined : day.participantOf(raceId, bib)) ?? null;
    return {
      ...entry,
      participantId,
      bib: bib ?? (participantId === null ? undefined : day.row(raceId, participantId)?.bib) ?? null,
    };
  });
}

/**
 * The entries to store, the last of each race and bib. Entries whose race or athlete the export does not know are left out
 * and told. Where a field can't be read, what was last heard of it stays: without its `dtFinish` a boat that is in
 * would be on the course again.
 */
export function mergeOnCourse(
  { raceById, participantById }: Pick<RaceDayIndex, 'raceById' | 'participantById'>,
  standing: readonly OnCourseRecord[],
  entries: readonly PushedOnCourse[],
  skipped: SkippedParts,
): OnCourseRecord[] {
  const merged = new Map(standing.map((record) => [entryKey(record), record]));
  const accepted = new Set<string>();
  for (const entry of entries) {
    const { row, raceId, participantId } = entry;
    const race = raceById.get(raceId);
    const participant = participantById.get(participantId ?? '');
    const bib = entry.bib ?? participant?.eventBib ?? null;
    const leaveOut = (reason: string, field?: string) => {
      skipped.add({ row, ...(field && { field }), reason, raceId, ...(bib !== null && { bib }) });
    };
    if (!race) leaveOut('the export has no such race');
    else if (!participant) leaveOut('the export has no such athlete');
    else if (bib === null) leaveOut('neither the row, the start list nor the entry has a bib');
    else {
      const key = entryKey({ raceId, bib });
      const isTeam = isTeamRun(race, participant);
      const gates = entry.gates?.map((gate, at) => {
        if (typeof gate !== 'number' || isGatePenalty(gate, isTeam)) return gate;
        leaveOut(`expected 0, 2 or 50 for a single boat, not ${gate}`, `gates[${at}]`);
        return undefined;
      });
      const before = merged.get(key);
      const last = before?.participantId === participant.participantId ? before : undefined;
      merged.set(
        key,
        recordOf({ ...entry, gates: gates ?? entry.gates }, participant.participantId, bib, last),
      );
      accepted.add(key);
    }
  }
  return [...accepted].flatMap((key) => merged.get(key) ?? []);
}

const entryKey = ({ raceId, bib }: { raceId: string; bib: string }): string => `${raceId}\u0000${bib}`;

function recordOf(
  entry: PushedOnCourse,
  participantId: string,
  bib: string,
  last: OnCourseRecord | undefined,
): OnCourseRecord {
  const { row: _row, ...fields } = entry;
  const known = <T>(value: Sent<T>, lastValue: T | null | undefined): T | null =>
    value === undefined ? (lastValue ?? null) : value;
  return {
    raceId: fields.raceId,
    participantId,
    bib,
    name: known(fields.name, last?.name),
    club: known(fields.club, last?.club),
    position: known(fields.position, last?.position),
    gates:
      fields.gates === undefined
        ? (last?.gates ?? [])
        : (fields.gates ?? []).map((gate, at) => known(gate, last?.gates[at])),
    dtStart: known(fields.dtStart, last?.dtStart),
    dtFinish: known(fields.dtFinish, last?.dtFinish),
    time: known(fields.time, last?.time),
    pen: known(fields.pen, last?.pen),
    total: known(fields.total, last?.total),
    rank: known(fields.rank, last?.rank),
    ttbDiff: known(fields.ttbDiff, last?.ttbDiff),
    ttbName: known(fields.ttbName, last?.ttbName),
  };
}
