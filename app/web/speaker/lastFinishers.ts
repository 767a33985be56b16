import type { PublicResult } from '../../../lib/domain/views';
import { hasRun } from '../shared/rows';
import type { Told } from './happenings';

/**
 * Those who have finished the run, the last one first: as far as this page has heard it, and before that by start order,
 * for lists do not say when somebody finished.
 */
export function lastFinishers(
  rows: readonly PublicResult[],
  run: 'first' | 'second',
  told: readonly Pick<Told, 'number' | 'happened'>[],
  raceIds: readonly string[],
): PublicResult[] {
  const heard = new Map<string, number>();
  for (const { number, happened } of told) {
    const { kind } = happened;
    const isEnd = kind === 'finish' || kind === 'status' || kind === 'place';
    if (isEnd && raceIds.includes(happened.raceId) && !heard.has(happened.bib))
      heard.set(happened.bib, number);
  }
  const order = (row: PublicResult): number => heard.get(row.bib) ?? 0;
  return rows
    .filter((row) => hasRun(row, run) && (heard.has(row.bib) || row.status !== 'DNS'))
    .sort((a, b) => order(b) - order(a) || (b.startOrder ?? 0) - (a.startOrder ?? 0));
}
