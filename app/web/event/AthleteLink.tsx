import type { JSX } from 'preact';
import { useLanguage } from '../shared/language';

interface AthleteLinkProps {
  path: string;
  onAthlete: (path: string) => void;
}

/** The way to an athlete's card, which has an address of its own. */
export function AthleteLink({ path, onAthlete }: AthleteLinkProps): JSX.Element {
  const { t } = useLanguage();
  return (
    <a
      class="card-link"
      href={`${location.pathname.replace(/\/a\/[^/]+$/, '')}/${path}`}
      onClick={(event) => {
        event.preventDefault();
        onAthlete(path);
      }}
    >
      {t('wholeCard')}
    </a>
  );
}
