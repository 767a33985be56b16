import type { Language } from '../locales/Language';

const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };

/** A place: 1st, 2nd; in French 1er, 2e; in the other languages 1., 2. */
export function ordinalOf(language: Language, n: number): string {
  if (language === 'fr') return n === 1 ? '1er' : `${n}e`;
  if (language !== 'en') return `${n}.`;
  return `${n}${ENDINGS[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
}
