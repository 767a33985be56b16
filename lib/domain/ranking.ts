import { compareNumbers } from './resultOrder';
import { gapText } from './time';

/** What ranking needs to know of a row. Totals are hundredths of a second; null totals have no rank. */
export interface Standing {
  total: number | null;
  catId: string | null;
  /** Separates equal totals, smaller first, none last; where it is equal too, the rank is shared. */
  tieBreak?: number | null;
}

/** Where a row stands overall and in its category; all null without a total. */
export interface Place {
  rnk: number | null;
  totalBehind: string | null;
  catRnk: number | null;
  catTotalBehind: string | null;
}

/** Nowhere in the ranking. */
export const NO_PLACE: Readonly<Place> = { rnk: null, totalBehind: null, catRnk: null, catTotalBehind: null };

/** Hands out ranks to standings that come in order. */
class Ladder {
  private count = 0;
  private rank = 0;
  private best = 0;
  private total = 0;
  private tieBreak: number | null = null;

  place(total: number, tieBreak: number | null): { rnk: number; behind: string } {
    if (this.count === 0) this.best = total;
    if (this.count === 0 || total !== this.total || tieBreak !== this.tieBreak) this.rank = this.count + 1;
    this.count += 1;
    this.total = total;
    this.tieBreak = tieBreak;
    return { rnk: this.rank, behind: gapText(total - this.best) };
  }
}

/**
 * The place of every standing, in the order given. A rank is one more than the number of standings with a smaller
 * total: equal ones share it and the next is skipped (ICF slalom rules). Gaps are to the best total: `0.00`,
 * `+1.25`. A category counts its own athletes only; who has none has no place in one.
 */
export function places(standings: readonly Standing[]): Place[] {
  const placed = standings.map(() => NO_PLACE);
  const ranked: { at: number; total: number; tieBreak: number | null; catId: string | null }[] = [];
  for (const [at, { total, tieBreak = null, catId }] of standings.entries()) {
    if (total !== null) ranked.push({ at, total, tieBreak, catId });
  }
  ranked.sort((a, b) => a.total - b.total || compareNumbers(a.tieBreak, b.tieBreak));

  const overall = new Ladder();
  const categories = new Map<string, Ladder>();
  for (const { at, total, tieBreak, catId } of ranked) {
    const { rnk, behind } = overall.place(total, tieBreak);
    let category: { rnk: number; behind: string } | null = null;
    if (catId !== null) {
      const ladder = categories.get(catId) ?? new Ladder();
      categories.set(catId, ladder);
      category = ladder.place(total, tieBreak);
    }
    placed[at] = {
      rnk,
      totalBehind: behind,
      catRnk: category?.rnk ?? null,
      catTotalBehind: category?.behind ?? null,
    };
  }
  return placed;
}

/** The places of forerunners: none. */
export const noPlaces = (standings: readonly Standing[]): Place[] => standings.map(() => NO_PLACE);

/** Ranks alone, for figures that have neither categories nor tie-breaks: one more than the number of smaller ones. */
export function ranks(figures: readonly (number | null)[]): (number | null)[] {
  const rankOf = new Map<number, number>();
  const ascending = figures.filter((figure) => figure !== null).sort((a, b) => a - b);
  for (const [at, figure] of ascending.entries()) {
    if (!rankOf.has(figure)) rankOf.set(figure, at + 1);
  }
  return figures.map((figure) => (figure === null ? null : (rankOf.get(figure) ?? null)));
}
