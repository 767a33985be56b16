import type { Context } from 'koa';
import { cs } from '../web/locales/cs';
import { en } from '../web/locales/en';
import type { Language } from '../web/locales/Language';

export type { Language };
export type TextKey = keyof typeof en;

const TEXTS: Record<Language, Record<TextKey, string>> = { cs, en };

/** A text of the pages. */
export const textOf = (language: Language, key: TextKey): string => TEXTS[language][key];

/** The language that `?lang=` asks for; null for none that there is. */
export function askedLanguage({ query }: Pick<Context, 'query'>): Language | null {
  return query.lang === 'cs' || query.lang === 'en' ? query.lang : null;
}

/** The language of a page: `?lang=`, else the best that the browser accepts, else English. */
export function languageOf(ctx: Context): Language {
  const asked = askedLanguage(ctx);
  if (asked !== null) return asked;
  // The first one stands for who says nothing. Slovak readers follow Czech more easily than English.
  const accepted = ctx.acceptsLanguages('en', 'cs', 'sk');
  return accepted === 'cs' || accepted === 'sk' ? 'cs' : 'en';
}
