/** What a change of the live state means to people: who started, whose run is over. */
import type { PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import type { LiveState } from '../shared/live';
import { runsOf } from '../shared/rows';

export type RunNews =
  | { kind: 'start'; raceId: string; bib: string; entry: PublicOnCourseEntry }
  | { kind: 'finish'; raceId: string; bib: string; row: PublicResult; run: 'first' | 'second' };

/** More results than that at once were imported, not raced. */
const MOST_AT_ONCE = 5;

const isAway = ({ dtStart, completed }: PublicOnCourseEntry): boolean => dtStart !== null && !completed;

function starts(now: LiveState, before: LiveState): RunNews[] {
  if (now.oncourse === before.oncourse) return [];
  const keyOf = ({ raceId, bib }: PublicOnCourseEntry): string => `${raceId} ${bib}`;
  const wereAway = new Set(before.oncourse.filter(({ dtStart }) => dtStart !== null).map(keyOf));
  return now.oncourse
    .filter((entry) => isAway(entry) && !wereAway.has(keyOf(entry)))
    .map((entry) => ({ kind: 'start', raceId: entry.raceId, bib: entry.bib, entry }));
}

/** The runs that a row shows as over, each as a text that changes with its figures. */
function endsOf(row: PublicResult): Map<'first' | 'second', string> {
  const ends = new Map<'first' | 'second', string>();
  if (row.heatNr !== undefined) {
    if (row.rnk !== null || row.status !== null) ends.set('first', `${row.rnk ?? ''} ${row.status ?? ''}`);
    return ends;
  }
  const { first, second } = runsOf(row);
  for (const [name, run] of [
    ['first', first],
    ['second', second],
  ] as const) {
    if (run !== null) ends.set(name, `${run.total ?? ''} ${run.status ?? ''}`);
  }
  return ends;
}

function finishes(now: LiveState, before: LiveState): RunNews[] {
  const found: RunNews[] = [];
  for (const [raceId, rows] of Object.entries(now.results)) {
    const old = before.results[raceId];
    if (old === rows || old === undefined) continue;
    const byBib = new Map(old.map((row) => [row.bib, row]));
    for (const row of rows) {
      const was = byBib.get(row.bib);
      if (was === undefined || was === row) continue;
      const had = endsOf(was);
      for (const run of endsOf(row).keys()) {
        if (!had.has(run)) found.push({ kind: 'finish', raceId, bib: row.bib, row, run });
      }
    }
  }
  return found.length > MOST_AT_ONCE ? [] : found;
}

/** What happened between two states. A finish is told when its result is there, for only that knows the rank. */
export const runNews = (now: LiveState, before: LiveState): RunNews[] => [
  ...starts(now, before),
  ...finishes(now, before),
];
