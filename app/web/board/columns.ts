/** Which columns a board's list has; what stands in them is `BoardRow`. */
import type { PublicResult } from '../../../lib/domain/views';
import type { TextKey } from '../shared/language';
import { isBestRun, runsOf } from '../shared/rows';

export type Column =
  'rank' | 'bib' | 'who' | 'pen' | 'total' | 'gap' | 'run1' | 'run2' | 'run' | 'faults' | 'heat' | 'round';

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

/** `isNarrow` leaves out what a wall of few pixels has no room for. */
export const columnsOf = (kind: ListKind, isNarrow: boolean): readonly Column[] =>
  (isNarrow ? NARROW : WIDE)[kind];
