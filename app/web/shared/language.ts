/**
 * Which language a page speaks, and its texts.
 *
 *   render(<LanguageProvider><Page /></LanguageProvider>, root)
 *   const { t, ordinal, language, setLanguage } = useLanguage();
 *   t('heat', { n: 3 })   ordinal(2) → "2nd", "2."
 *
 * The language is, in this order: `?lang=` of the address, what was chosen before on this device, the browser's. The
 * texts are in `app/web/locales`; a browser loads those of its language only, so {@link loadTexts} comes before all drawing.
 */
import { createContext, h } from 'preact';
import type { ComponentChildren, JSX } from 'preact';
import { useContext, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { isLanguage, type Language } from '../locales/Language';
import type { TextKey } from '../locales/TextKey';
import { ordinalOf } from './ordinal';
import { remember, remembered } from './storage';

export type { Language };
export type { TextKey };

export type Texts = Record<TextKey, string>;

const texts = new Map<Language, Texts>();

/** Takes the texts of a language in, for who has them at hand. */
export function giveTexts(language: Language, given: Texts): void {
  texts.set(language, given);
}

const TEXTS: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('../locales/en.js')).en,
  cs: async () => (await import('../locales/cs.js')).cs,
  sk: async () => (await import('../locales/sk.js')).sk,
  de: async () => (await import('../locales/de.js')).de,
  pl: async () => (await import('../locales/pl.js')).pl,
  fr: async () => (await import('../locales/fr.js')).fr,
};

/** Reads the texts of a language, once. */
export async function loadTexts(language: Language): Promise<void> {
  if (texts.has(language)) return;
  giveTexts(language, await TEXTS[language]());
}

export interface Speech {
  language: Language;
  setLanguage: (language: Language) => void;
  /** The text of a key, with `{name}` filled in from `values`. */
  t: (key: TextKey, values?: Record<string, string | number>) => string;
  /** A text that depends on a number: `viewers` has `viewers_one`, `viewers_few` (Czech 2 to 4; by Intl) and `viewers_other`. */
  plural: (key: 'viewers' | 'found' | 'programme.starters', n: number) => string;
  /** A place: 1st, 2nd; in Czech 1., 2. */
  ordinal: (n: number) => string;
}

function speechOf(language: Language, setLanguage: (language: Language) => void): Speech {
  const own = texts.get(language);
  const cardinals = new Intl.PluralRules(language);
  const t: Speech['t'] = (key, values = {}) =>
    (own?.[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return {
    language,
    setLanguage,
    t,
    plural: (key, n) => {
      const form = cardinals.select(n);
      return t(form === 'one' || form === 'few' ? `${key}_${form}` : `${key}_other`, { n });
    },
    ordinal: (n) => ordinalOf(language, n),
  };
}

/** The language that a page begins in. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const chosen = remembered('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

const SpeechContext = createContext<Speech>(speechOf('en', () => undefined));

interface LanguageProviderProps {
  /** Its texts are there: see {@link loadTexts}. */
  first: Language;
  children: ComponentChildren;
}

export function LanguageProvider({ first, children }: LanguageProviderProps): JSX.Element {
  const [language, setLanguage] = useState(first);
  const speech = useMemo(
    () =>
      speechOf(language, (chosen) => {
        remember('language', chosen);
        // Where they cannot be had, the page goes on in the language that it speaks.
        loadTexts(chosen).then(
          () => {
            setLanguage(chosen);
          },
          () => undefined,
        );
      }),
    [language],
  );
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return h(SpeechContext.Provider, { value: speech }, children);
}

export const useLanguage = (): Speech => useContext(SpeechContext);
