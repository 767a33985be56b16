import type { Context } from 'koa';
import { cs } from '../web/locales/cs';
import { de } from '../web/locales/de';
import { en } from '../web/locales/en';
import { fr } from '../web/locales/fr';
import { isLanguage, LANGUAGES, type Language } from '../web/locales/Language';
import { pl } from '../web/locales/pl';
import { sk } from '../web/locales/sk';
import type { TextKey } from '../web/locales/TextKey';

export type { Language };
export type { TextKey };

const TEXTS: Record<Language, Record<TextKey, string>> = { en, cs, sk, de, pl, fr };

/** A text of the pages. */
export const textOf = (language: Language, key: TextKey): string => TEXTS[language][key];

/** The language that `?lang=` asks for; null for none that there is. */
export function askedLanguage({ query }: Pick<Context, 'query'>): Language | null {
  return isLanguage(query.lang) ? query.lang : null;
}

/** The language of a page: `?lang=`, else the best that the browser accepts, else English. */
export function languageOf(ctx: Context): Language {
  const asked = askedLanguage(ctx);
  if (asked !== null) return asked;
  // The first one stands for who says nothing.
  const accepted = ctx.acceptsLanguages(LANGUAGES);
  return isLanguage(accepted) ? accepted : 'en';
}
