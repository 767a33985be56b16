import type { PlanCategory, PlanClass } from './plan';
import type { Sex } from './people';

/** What the simulator knows about a boat class. */
export interface BoatClass {
  /** Short name, for example `K1M`. */
  name: BoatClassName;
  longTitle: string;
  paddlers: readonly Sex[];
  /** Share of the entries when only a total is wanted. */
  weight: number;
  /** The best boats' clean time. */
  parTimeMs: number;
}

export type BoatClassName = 'K1M' | 'K1W' | 'C1M' | 'C1W' | 'C2M' | 'C2X';

export const boatClasses: readonly BoatClass[] = [
  { name: 'K1M', longTitle: 'K1m - kajak muži', paddlers: ['men'], weight: 34, parTimeMs: 74_000 },
  { name: 'C1W', longTitle: 'C1ž - kánoe ženy', paddlers: ['women'], weight: 14, parTimeMs: 81_000 },
  {
    name: 'C2X',
    longTitle: 'C2x - smíšené dvojice',
    paddlers: ['women', 'men'],
    weight: 6,
    parTimeMs: 82_000,
  },
  { name: 'C1M', longTitle: 'C1m - kánoe muži', paddlers: ['men'], weight: 18, parTimeMs: 77_500 },
  { name: 'K1W', longTitle: 'K1ž - kajak ženy', paddlers: ['women'], weight: 22, parTimeMs: 78_500 },
  { name: 'C2M', longTitle: 'C2m - dvojice muži', paddlers: ['men', 'men'], weight: 6, parTimeMs: 80_000 },
];

/** Class id of a boat class, with the underscore that real ones have (`K1M_ST`). */
export function classIdOf(name: BoatClassName): string {
  return `${name}_ST`;
}

/** The kayak-cross class; its id carries a hyphen, as real ones may. */
export const crossClassId = 'X1-M';

const ageGroups = [
  { catId: 'U14', name: 'Žáci do 14 let', youngest: 10, oldest: 14, share: 16 },
  { catId: 'U16', name: 'Dorost mladší', youngest: 15, oldest: 16, share: 18 },
  { catId: 'U18', name: 'Dorost starší', youngest: 17, oldest: 18, share: 16 },
  { catId: 'U23', name: 'Do 23 let', youngest: 19, oldest: 23, share: 18 },
  { catId: 'SEN', name: 'Dospělí', youngest: 24, oldest: 34, share: 18 },
  { catId: 'VET', name: 'Veteráni', youngest: 35, oldest: 72, share: 14 },
] as const;

/** A category and an age in it; `position` (0 … 1) walks through the groups by their share. */
export function ageGroupAt(position: number): (typeof ageGroups)[number] {
  let left = position * 100;
  for (const group of ageGroups) {
    left -= group.share;
    if (left < 0) return group;
  }
  return ageGroups[4];
}

/** The class as the export lists it; category bounds as birth years of `year`'s season, or as ages. */
export function planClass(
  classId: string,
  name: string,
  longTitle: string,
  year: number,
  bounds: 'years' | 'ages',
): PlanClass {
  const categories: PlanCategory[] = ageGroups.map(({ catId, name: title, youngest, oldest }) =>
    bounds === 'ages'
      ? { catId, name: title, firstYear: youngest, lastYear: oldest }
      : { catId, name: title, firstYear: year - oldest, lastYear: year - youngest },
  );
  return { classId, name, longTitle, categories };
}

/** Spreads a total over the classes by weight (largest remainder), in the order given. */
export function spreadEntries(total: number, classes: readonly BoatClass[]): number[] {
  const weights = classes.reduce((sum, { weight }) => sum + weight, 0);
  const exact = classes.map(({ weight }) => (total * weight) / weights);
  const counts = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { index } of byRemainder) {
    if (left === 0) break;
    counts[index] = (counts[index] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}
