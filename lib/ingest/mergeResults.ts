import type { MergeStrategy } from '../db/eventRepository';
import type { StoredRaceDay, StoredResult } from '../db/raceDayRepository';
import { raceTypeOf } from '../domain/raceType';
import type { RaceDay } from '../domain/records';
import { changesBetween, type FindRow } from './changesBetween';
import type { HeldRaceDay } from './HeldRaceDay';
import { resultKey, type ResultKey } from './resultKey';
import { knownRun } from './knownRun';
import { mergeExported, mergeLive, outlivesExport, sameRun } from './mergeStrategy';
import type { PushedResult } from './readPushes';
import type { SkippedParts } from './SkippedParts';

/**
 * The result rows that a push changes, by key; of two rows of one athlete the last holds. Rows of races or athletes that
 * the export does not have, and rows that leave open what the run is, are left out and told.
 */
export function mergePushed(
  day: HeldRaceDay,
  rows: readonly PushedResult[],
  { strategy, now, skipped }: { strategy: MergeStrategy; now: number; skipped: SkippedParts },
): Map<ResultKey, StoredResult> {
  const changed = new Map<ResultKey, StoredResult>();

  for (const pushed of rows) {
    const { row, raceId, bib } = pushed;
    const leaveOut = (reason: string) => {
      skipped.add({ row, reason, raceId, ...(bib !== null && { bib }) });
    };
    const race = day.index.raceById.get(raceId);
    if (!race) {
      leaveOut('the export has no such race');
      continue;
    }
    const participantId =
      pushed.participantId ?? (bib === null ? undefined : day.participantOf(raceId, bib)) ?? '';
    const participant = day.index.participantById.get(participantId);
    if (!participant) {
      leaveOut('the export has no such athlete');
      continue;
    }
    const key = resultKey({ raceId, participantId });
    const old =
      changed.get(key) ??
      day.row(raceId, participantId) ??
      lateEntry(raceId, participantId, bib ?? participant.eventBib);
    if (!old) {
      leaveOut('is not in the start list, and neither the row nor the entry has a bib');
      continue;
    }
    const run = knownRun(pushed, old, raceTypeOf(race.disId));
    if (!run) {
      leaveOut('what can be read does not say what the run is, so the stored one stays');
      continue;
    }
    const merged = mergeLive(strategy, old, { ...run, isUnderReview: pushed.isUnderReview }, now);
    if (merged !== old) changed.set(key, merged);
  }
  const before: FindRow = (raceId, participantId) => day.row(raceId, participantId);
  const after: FindRow = (raceId, participantId) =>
    changed.get(resultKey({ raceId, participantId })) ?? day.row(raceId, participantId);
  const changesOf = changesBetween(day.index.races, before, after, { at: now, by: 'live' });
  for (const [key, row] of changed) changed.set(key, { ...row, changes: changesOf(row) });
  return changed;
}

/**
 * The race day to store when an export brings `day`: each row merged with the stored one, and rows that the export lacks
 * kept for as long as the live feed's word holds.
 */
export function mergeExport(
  strategy: MergeStrategy,
  stored: StoredRaceDay,
  day: RaceDay,
  now: number,
): StoredRaceDay {
  const known = new Map(stored.results.map((row) => [resultKey(row), row]));
  const before = new Map(known);
  const results = day.results.map((row) => {
    const old = before.get(resultKey(row));
    before.delete(resultKey(row));
    return mergeExported(strategy, old, row, now);
  });
  const races = new Set(day.races.map((race) => race.raceId));
  const participants = new Set(day.participants.map((participant) => participant.participantId));
  for (const old of before.values()) {
    const isKnown = races.has(old.raceId) && participants.has(old.participantId);
    if (isKnown && outlivesExport(strategy, old, now)) results.push(old);
  }
  const incoming = new Map(results.map((row) => [resultKey(row), row]));
  const changesOf = changesBetween(day.races, rowIn(known), rowIn(incoming), { at: now, by: 'export' });
  return { ...day, results: results.map((row) => ({ ...row, changes: changesOf(row) })) };
}

/** Of how many results an export was not taken at its word, and why. */
export interface HeldResults {
  /** The live feed set them just now. */
  live: number;
  /** The organiser corrected them. */
  byHand: number;
}

/** What of an export did not count, compared with what became of the event; null for nothing. */
export function heldResults(day: RaceDay, wanted: StoredRaceDay): HeldResults | null {
  const after = new Map(wanted.results.map((row) => [resultKey(row), row]));
  const held = { live: 0, byHand: 0 };
  for (const row of day.results) {
    const now = after.get(resultKey(row));
    if (now && !sameRun(now, row)) held[now.byHand ? 'byHand' : 'live'] += 1;
  }
  return held.live + held.byHand === 0 ? null : held;
}

const rowIn =
  (rows: ReadonlyMap<ResultKey, StoredResult>): FindRow =>
  (raceId, participantId) =>
    rows.get(resultKey({ raceId, participantId }));

/** The row of an athlete whom the export knows, but not in this race; null without a bib to show it under. */
function lateEntry(raceId: string, participantId: string, bib: string | null): StoredResult | null {
  if (bib === null) return null;
  return {
    raceId,
    participantId,
    bib,
    startOrder: null,
    startTime: null,
    catId: null,
    status: null,
    dtStart: null,
    dtFinish: null,
    time: null,
    pen: null,
    total: null,
    gates: null,
    rnk: null,
    rnkOrder: null,
    heatNr: null,
    roundNr: null,
    qualified: null,
    faults: null,
    prev: null,
    isUnderReview: false,
    splits: null,
    changes: [],
    liveAt: null,
    byHand: null,
  };
}
