/** What somebody who is still to finish needs. */
import type { PublicResult } from '../../../lib/domain/views';
import { countedTotal, isBestRun, runsOf } from '../shared/rows';

/** Totals in hundredths that have to be beaten; null where any result will do. */
export interface Needs {
  /** To lead. */
  lead: number | null;
  /** To be among the first three. */
  podium: number | null;
  /** To be better than the own first run; null where there is none that counts. */
  own: number | null;
  /** The rank that the own first run has already. */
  rank: number | null;
}

const PODIUM = 3;

/** Ties share a rank, so who equals the third is third: but to be told "under" is right all the same, and shorter. */
export function needsOf(rows: readonly PublicResult[], bib: string): Needs {
  const others = rows
    // Forerunners have totals and no rank: nobody has to beat them.
    .flatMap((row) => (row.bib === bib || row.rnk === null ? [] : (countedTotal(row) ?? [])))
    .sort((a, b) => a - b);
  const own = rows.find((row) => row.bib === bib);
  const first = own !== undefined && isBestRun(own) ? runsOf(own).first : null;
  return {
    lead: others[0] ?? null,
    podium: others[PODIUM - 1] ?? null,
    own: first?.total ?? null,
    rank: own?.rnk ?? null,
  };
}
