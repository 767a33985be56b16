/** Which columns a board's list has; what stands in them is `BoardRow`. */
import type { PublicResult } from '../../../lib/domain/views';
import type { TextKey } from '../shared/language';
import { countedTotal, isBestRun, runsOf } from '../shared/rows';

export type Column =
  | 'rank'
  | 'bib'
  | 'who'
  | 'noc'
  | 'club'
  | 'pen'
  | 'total'
  | 'gap'
  | 'run1'
  | 'run2'
  | 'run'
  | 'faults'
  | 'heat'
  | 'round';

/** `two-runs` from the first result of a second run on; before that a best-run race has one run to show. */
export type ListKind = 'one-run' | 'two-runs' | 'heats' | 'overall';

const WIDE: Record<ListKind, readonly Column[]> = {
  'one-run': ['rank', 'bib', 'who', 'pen', 'total', 'gap'],
  'two-runs': ['rank', 'bib', 'who', 'run1', 'run2', 'gap'],
  heats: ['rank', 'bib', 'who', 'faults', 'heat'],
  overall: ['rank', 'bib', 'who', 'faults', 'round', 'total'],
};
const NARROW: Record<ListKind, readonly Column[]> = {
  'one-run': ['rank', 'bib', 'who', 'total'],
  'two-runs': ['rank', 'bib', 'who', 'run', 'total'],
  heats: ['rank', 'bib', 'who', 'heat'],
  overall: ['rank', 'bib', 'who', 'total'],
};

export const HEADERS: Record<Column, TextKey> = {
  rank: 'rank',
  bib: 'bib',
  who: 'name',
  noc: 'noc',
  club: 'club',
  pen: 'penalty',
  total: 'total',
  gap: 'gap',
  run1: 'run1',
  run2: 'run2',
  run: 'counts',
  faults: 'board.faults',
  heat: 'board.heat',
  round: 'board.round',
};

export function kindOf(rows: readonly PublicResult[]): ListKind {
  if (rows.some(({ reached }) => reached !== undefined)) return 'overall';
  if (rows.some(({ heatNr }) => heatNr !== undefined)) return 'heats';
  return rows.some((row) => isBestRun(row) && runsOf(row).second !== null) ? 'two-runs' : 'one-run';
}

/** What a list may have more where there is room, and from how many sizes of type in the width on. */
const EXTRAS: readonly [Column, atLeast: Record<ListKind, number>][] = [
  ['noc', { 'one-run': 28, 'two-runs': 36, heats: 28, overall: 28 }],
  ['club', { 'one-run': 38, 'two-runs': 46, heats: 36, overall: 36 }],
];

/** Whether somebody of the list has anything in a column. */
const isUsed = (column: Column, rows: readonly PublicResult[]): boolean => USES[column]?.(rows) ?? true;

const USES: Partial<Record<Column, (rows: readonly PublicResult[]) => boolean>> = {
  // Where all are of one nation it says nothing.
  noc: (rows) => new Set(rows.map(({ noc }) => noc)).size > 1,
  // A team is called as its club.
  club: (rows) => rows.some(({ club, members }) => club !== null && members === undefined),
  faults: (rows) => rows.some(({ faults = [] }) => faults.length > 0),
  round: (rows) => rows.some(({ reached }) => reached === 'time-trial'),
  total: (rows) => rows.some((row) => row.status !== null || countedTotal(row) !== null),
};

/**
 * The columns of a list: `isNarrow` leaves out what a wall of few pixels has no room for, `room` is its width in sizes of type.
 * What nobody of the list has takes no room.
 */
export function columnsOf(rows: readonly PublicResult[], isNarrow: boolean, room: number): readonly Column[] {
  const kind = kindOf(rows);
  const columns = (isNarrow ? NARROW : WIDE)[kind];
  const extras = isNarrow
    ? []
    : EXTRAS.filter(([, atLeast]) => room >= atLeast[kind]).map(([column]) => column);
  const at = columns.indexOf('who') + 1;
  return [...columns.slice(0, at), ...extras, ...columns.slice(at)].filter((column) => isUsed(column, rows));
}
