/** The texts of the control page: of it alone, so that no spectator's phone loads them. */
import { useLanguage } from '../shared/language';
import { cs } from './locales/cs';
import { en, type ControlKey } from './locales/en';

export type { ControlKey };

const TEXTS = { cs, en };

/** The control page's own texts: in Czech for who reads Czech or Slovak, else in English. */
export function useText(): (key: ControlKey, values?: Record<string, string | number>) => string {
  const { language } = useLanguage();
  return (key, values = {}) =>
    TEXTS[language === 'cs' || language === 'sk' ? 'cs' : 'en'][key].replace(
      /\{(\w+)\}/g,
      (_, name: string) => String(values[name] ?? ''),
    );
}
