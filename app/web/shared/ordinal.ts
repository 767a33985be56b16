import type { Language } from '../locales/Language';

const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };

/** A place: 1st, 2nd; in Czech 1., 2. */
export function ordinalOf(language: Language, n: number): string {
  if (language === 'cs') return `${n}.`;
  return `${n}${ENDINGS[new Intl.PluralRules(language, { type: 'ordinal' }).select(n)] ?? 'th'}`;
}
