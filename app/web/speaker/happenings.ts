/**
 * What happened between two states of an event: starts, penalties, finishes, leads, corrections. Pure, so that the
 * commentator's feed and the board's finisher come from one place.
 */
import type { RaceState } from '../../../lib/domain/raceState';
import type { PublicChange, PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import type { LiveState } from '../shared/live';
import { raceStatesOf } from '../shared/raceStates';
import { countedTotal, isBestRun, leaderOf, runsOf, type Run } from '../shared/rows';

interface Of {
  raceId: string;
  bib: string;
  name: string;
}

export type Happening =
  | ({ kind: 'start' } & Of)
  /** A gate was judged with a penalty; seconds. */
  | ({ kind: 'penalty'; gate: number; penalty: number } & Of)
  /** A penalty was taken back. */
  | ({ kind: 'cleared'; gate: number } & Of)
  | ({ kind: 'finish' } & Of & Finish)
  /** Did not start, did not finish, was disqualified … */
  | ({ kind: 'status'; status: string } & Of)
  /** A result that was there has changed; hundredths. With what was changed, where the server says so. */
  | ({ kind: 'correction'; total: number; rank: number | null; changes: PublicChange[] } & Of)
  /** The jury has begun to look into a run, or has done. */
  | ({ kind: 'review'; isOver: boolean } & Of)
  /** A place in a kayak-cross heat. */
  | ({ kind: 'place'; rank: number; heat: number | null } & Of)
  /** It runs, is over, or is put off. */
  | { kind: 'race'; raceId: string; state: RaceState }
  | { kind: 'event'; status: LiveState['event']['status'] };

/** A finish: the run's figures in hundredths, and what became of the list. */
export interface Finish {
  total: number;
  pen: number;
  /** In the list that the race is ranked by; of the run that counts. Null while it is not known. */
  rank: number | null;
  /** As lists write it; null for who leads. */
  gap: string | null;
  /** Who led until now, and by how much less (hundredths) this one needs; only where the lead has changed. */
  led: { name: string; by: number } | null;
  /** In a second run: whether it was better than the first one; null where there is no first. */
  improved: boolean | null;
  /** The total that rank and gap are of. */
  counted: number;
}

/** Something that happened, and when this page heard of it (ms since 1970 by the server's clock). */
export interface Told {
  number: number;
  at: number;
  happened: Happening;
}

/** More rows than this at once were imported, not raced. */
const MOST_AT_ONCE = 5;

/** All that happened, in the order in which one would tell it; `at` by the server's clock, in ms since 1970. */
export function happenings(before: LiveState, now: LiveState, at: number): Happening[] {
  return [
    ...eventHappenings(before, now),
    ...raceHappenings(before, now, at),
    ...(before.oncourse === now.oncourse ? [] : courseHappenings(before.oncourse, now.oncourse)),
    ...Object.keys(now.results).flatMap((raceId) => resultHappenings(before, now, raceId)),
  ];
}

function eventHappenings(before: LiveState, now: LiveState): Happening[] {
  const { status } = now.event;
  return status === before.event.status ? [] : [{ kind: 'event', status }];
}

function raceHappenings(before: LiveState, now: LiveState, at: number): Happening[] {
  if (before.races === now.races && before.oncourse === now.oncourse) return [];
  // With the event's status that of all races changes: that is one thing, and it is told.
  if (before.event.status !== now.event.status) return [];
  const held = raceStatesOf(before, at);
  return [...raceStatesOf(now, at)]
    .filter(([raceId, state]) => held.has(raceId) && held.get(raceId) !== state)
    .filter(([, state]) => state !== 'scheduled' && state !== 'next')
    .map(([raceId, state]) => ({ kind: 'race', raceId, state }));
}

const entryKey = ({ raceId, bib }: PublicOnCourseEntry): string => `${raceId}\n${bib}`;

function courseHappenings(
  before: readonly PublicOnCourseEntry[],
  now: readonly PublicOnCourseEntry[],
): Happening[] {
  const held = new Map(before.map((entry) => [entryKey(entry), entry]));
  return now.flatMap((entry): Happening[] => {
    const was = held.get(entryKey(entry));
    const of = { raceId: entry.raceId, bib: entry.bib, name: entry.name ?? entry.bib };
    const hasStarted = entry.dtStart !== null && !entry.completed;
    const started: Happening[] =
      hasStarted && (was?.dtStart ?? null) === null ? [{ kind: 'start', ...of }] : [];
    // Whoever is met in the middle of the course has these penalties from before.
    if (was === undefined) return started;
    return [...started, ...gateHappenings(was, entry, of)];
  });
}

function gateHappenings(was: PublicOnCourseEntry, entry: PublicOnCourseEntry, of: Of): Happening[] {
  if (was.gates === entry.gates) return [];
  const held = new Map(was.gates.map(({ number, penalty }) => [number, penalty]));
  return entry.gates.flatMap(({ number, penalty }): Happening[] => {
    const old = held.get(number) ?? null;
    if (penalty === null || penalty === old) return [];
    if (penalty > 0) return [{ kind: 'penalty', gate: number, penalty, ...of }];
    return old === null ? [] : [{ kind: 'cleared', gate: number, ...of }];
  });
}

function resultHappenings(before: LiveState, now: LiveState, raceId: string): Happening[] {
  const old = before.results[raceId];
  const rows = now.results[raceId];
  if (old === undefined || rows === undefined || old === rows) return [];
  // The two races of a best-run pair have one list: each tells of its own run.
  const type = now.races.find((race) => race.raceId === raceId)?.raceType;
  const numbers: Lists['numbers'] = type === 'best-run-2' ? ['second'] : ['first'];
  const held = new Map(old.map((row) => [row.bib, row]));
  const changed = rows.flatMap((row) => {
    const was = held.get(row.bib);
    if (was === undefined || was === row) return [];
    return [
      ...resultHappening(raceId, was, row, { old, rows, numbers }),
      ...reviewHappening(raceId, was, row, numbers),
    ];
  });
  return changed.length > MOST_AT_ONCE ? [] : changed;
}

interface Lists {
  old: readonly PublicResult[];
  rows: readonly PublicResult[];
  /** The runs that are told of. */
  numbers: readonly ('first' | 'second')[];
}

function resultHappening(raceId: string, was: PublicResult, row: PublicResult, lists: Lists): Happening[] {
  const of = { raceId, bib: row.bib, name: row.name };
  if (row.heatNr !== undefined && row.status === null) {
    return row.rnk === null || row.rnk === was.rnk
      ? []
      : [{ kind: 'place', rank: row.rnk, heat: row.heatNr, ...of }];
  }
  const before = runsOf(was);
  const now = runsOf(row);
  for (const number of lists.numbers) {
    const run = now[number];
    const old = before[number];
    if (run === null || isSameRun(run, old)) continue;
    if (run.status !== null)
      return run.status === old?.status ? [] : [{ kind: 'status', status: run.status, ...of }];
    if (run.total === null) continue;
    if (old === null) return [{ kind: 'finish', ...of, ...finishOf(row, run, number === 'second', lists) }];
    // A rank is of the run that counts.
    const rank = run.counts ? row.rnk : null;
    return [{ kind: 'correction', total: run.total, rank, changes: newChanges(was, row, number), ...of }];
  }
  return [];
}

/** What the row says of the run's changes now and did not before. */
function newChanges(was: PublicResult, row: PublicResult, number: 'first' | 'second'): PublicChange[] {
  const known = new Set((was.changes ?? []).map((change) => JSON.stringify(change)));
  const runNr = number === 'first' ? 1 : 2;
  return (row.changes ?? []).filter(
    (change) => (change.run ?? runNr) === runNr && !known.has(JSON.stringify(change)),
  );
}

function reviewHappening(
  raceId: string,
  was: PublicResult,
  row: PublicResult,
  numbers: Lists['numbers'],
): Happening[] {
  const latest = runsOf(row).second === null ? 'first' : 'second';
  if (was.isUnderReview === row.isUnderReview || !numbers.includes(latest)) return [];
  const isOver = row.isUnderReview !== true;
  return [{ kind: 'review', isOver, raceId, bib: row.bib, name: row.name }];
}

const isSameRun = (run: Run, old: Run | null): boolean =>
  old !== null && run.total === old.total && run.status === old.status && run.pen === old.pen;

function finishOf(row: PublicResult, run: Run, isSecond: boolean, { old, rows }: Lists): Finish {
  const led = leaderOf(old);
  const leads = leaderOf(rows);
  const hasTakenLead = leads?.row.bib === row.bib && led !== null && led.row.bib !== row.bib;
  const first = isSecond && isBestRun(row) ? runsOf(row).first : null;
  return {
    total: run.total ?? 0,
    pen: run.pen ?? 0,
    rank: row.rnk,
    gap: row.rnk === 1 ? null : row.totalBehind,
    led: hasTakenLead ? { name: led.row.name, by: led.total - (countedTotal(row) ?? led.total) } : null,
    improved: first === null || first.total === null ? null : run.counts,
    counted: countedTotal(row) ?? run.total ?? 0,
  };
}
