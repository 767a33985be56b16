import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { folded } from '../shared/format';
import { isFavourite, shownBib } from '../shared/rows';

/** What of a list is wanted. */
export interface Wanted {
  /** Null for all. */
  catId: string | null;
  onlyFavourites: boolean;
}

export const EVERYTHING: Wanted = { catId: null, onlyFavourites: false };

type Listed = Pick<PublicResult | PublicStart, 'bib' | 'name' | 'club' | 'athleteId' | 'catId'> &
  Pick<PublicResult, 'members' | 'reached'>;

/** Whether somebody is meant by a text: their bib exactly, or every word of it in name, members or club. */
export function matches(row: Listed, query: string): boolean {
  const { name, club, members = [] } = row;
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  if (words.length === 1 && words[0] === folded(shownBib(row))) return true;
  // A number is a bib, and bib 1 is not bib 11; words are looked for anywhere.
  const text = folded([name, club ?? '', ...members].join(' '));
  return words.every((word) => text.includes(word));
}

export function isWanted(row: Listed, wanted: Wanted, favourites: ReadonlySet<string>): boolean {
  const { catId, onlyFavourites } = wanted;
  if (catId !== null && row.catId !== catId) return false;
  return !onlyFavourites || isFavourite(favourites, row);
}
