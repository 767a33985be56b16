import type { JSX } from 'preact';
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from '../locales/Language';
import { useLanguage } from './language';

/** Each language by its own name, so that whoever needs it can read it; `isShort` shows the code of the one that is spoken. */
export function LanguageSwitch({ isShort = false }: { isShort?: boolean }): JSX.Element {
  const { t, language: spoken, setLanguage } = useLanguage();
  return (
    <label class="languages" data-short={isShort}>
      {isShort && <span aria-hidden="true">{spoken.toUpperCase()}</span>}
      <select
        aria-label={t('language')}
        value={spoken}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isLanguage(value)) setLanguage(value);
        }}
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    </label>
  );
}
