import type { JSX } from 'preact';
import { LANGUAGES, useLanguage } from './language';

/** Each language by its own name, so that whoever needs it can read it; `isShort` shows its code. */
export function LanguageSwitch({ isShort = false }: { isShort?: boolean }): JSX.Element {
  const { t, language: spoken, setLanguage } = useLanguage();
  return (
    <div class="segmented languages" role="group" aria-label={t('language')}>
      {LANGUAGES.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={name}
          aria-pressed={language === spoken}
          onClick={() => {
            setLanguage(language);
          }}
        >
          {isShort && `${language.toUpperCase()} `}
          <span class={isShort ? 'visually-hidden' : undefined}>{name}</span>
        </button>
      ))}
    </div>
  );
}
