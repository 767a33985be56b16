import { parseGateCells, publicGates } from './gates';
import type { GateType } from './gates';
import type { KnownRows } from './KnownRows';
import { displayName, memberNames } from './names';
import type { RaceDayIndex } from './raceDayIndex';
import type { ParticipantRecord, ResultRecord } from './records';
import type { PublicChange, PublicGate, PublicResult } from './views';

/** What a list can be asked for. */
export interface ListOptions {
  /** Adds start and finish times and the gates; default false. */
  detailed?: boolean;
  /** The rows that are known of the very same list, which is then made faster; default none. Lists of kayak cross make no use of it. */
  known?: KnownRows;
}

/** A row that says who it is and nothing yet of the run. */
export function blankRow(
  result: ResultRecord,
  participant: ParticipantRecord,
  index: RaceDayIndex,
): PublicResult {
  const row: PublicResult = {
    rnk: null,
    bib: result.bib,
    startOrder: result.startOrder,
    athleteId: participant.icfId,
    name: displayName(participant),
    club: participant.club,
    noc: participant.noc,
    catId: result.catId ?? participant.catId,
    catRnk: null,
    time: null,
    pen: null,
    total: null,
    totalBehind: null,
    catTotalBehind: null,
    status: null,
  };
  if (participant.isTeam) row.members = memberNames(participant, index.participantById);
  return row;
}

/** Official, or official once more: what the jury looked into is settled. */
const OFFICIAL: ReadonlySet<number> = new Set([5, 6]);
/** A row tells at most this many changes. */
const MOST_CHANGES = 10;

/** Adds to a row what became of its runs after the finish; two of them where the race has two runs. */
export function addAftermath(
  row: PublicResult,
  runs: readonly (ResultRecord | null)[],
  index: RaceDayIndex,
): void {
  const changes: PublicChange[] = [];
  for (const [at, run] of runs.entries()) {
    if (run === null) continue;
    if (run.byHand) row.byHand = run.byHand.reason;
    if (run.isUnderReview && !OFFICIAL.has(index.raceById.get(run.raceId)?.raceStatus ?? 0))
      row.isUnderReview = true;
    for (const change of run.changes)
      changes.push(runs.length > 1 ? { ...change, run: at === 0 ? 1 : 2 } : change);
  }
  if (changes.length === 0) return;
  row.changes = changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-MOST_CHANGES);
}

/** A run's gates as the public sees them; without cells, a known course still lists its gates. */
export function runGates(
  run: Pick<ResultRecord, 'gates' | 'splits'> | null,
  course: readonly GateType[] | null,
  isTeam: boolean,
): PublicGate[] {
  const gates = publicGates(parseGateCells(run?.gates ?? ''), course, isTeam);
  for (const [at, gate] of gates.entries()) {
    const split = run?.splits?.[at] ?? null;
    if (split !== null && gate.penalty !== null) gate.split = split;
  }
  return gates;
}

/** Adds to a row what a detailed list has more. */
export function addDetail(
  row: PublicResult,
  run: Pick<ResultRecord, 'dtStart' | 'dtFinish' | 'gates' | 'splits'> | null,
  course: readonly GateType[] | null,
  isTeam: boolean,
): void {
  row.dtStart = run?.dtStart ?? null;
  row.dtFinish = run?.dtFinish ?? null;
  row.gates = runGates(run, course, isTeam);
  row.courseGateCount = course?.length ?? null;
}
