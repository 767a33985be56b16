import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLanguage } from './language';

/** When a sheet was printed, for lists on paper grow old; only on paper. */
export function PrintNote(): JSX.Element {
  const { t, language } = useLanguage();
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const write = (): void => {
      const at = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        dateStyle: 'medium',
        timeStyle: 'short',
      }).format(new Date());
      // Into the page itself: the browser takes its picture before anything would be drawn anew.
      if (note.current !== null) note.current.textContent = t('printed', { at });
    };
    addEventListener('beforeprint', write);
    return () => {
      removeEventListener('beforeprint', write);
    };
  }, [t, language]);
  return <p ref={note} class="print-note" />;
}
