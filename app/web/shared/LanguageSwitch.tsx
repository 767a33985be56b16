import type { JSX } from 'preact';
import { LANGUAGES, useLanguage } from './language';

/** Each language by its own name, so that whoever needs it can read it. */
export function LanguageSwitch(): JSX.Element {
  const { t, language: spoken, setLanguage } = useLanguage();
  return (
    <div class="segmented" role="group" aria-label={t('language')}>
      {LANGUAGES.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === spoken}
          onClick={() => {
            setLanguage(language);
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
