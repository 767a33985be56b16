import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { athletePath } from '../shared/athleteKey';
import { useLanguage } from '../shared/language';

interface RowLinksProps {
  row: PublicResult;
  classId: string;
  /** Shows the card of an athlete, by its path below the event. */
  onAthlete: (path: string) => void;
  /** Where the race is shown gate by gate; null where it has no gates. */
  gatesPath: string | null;
}

/** The ways on from an opened row: to the athlete's card, which has an address of its own, and to the run beside the best one. */
export function RowLinks({ row, classId, onAthlete, gatesPath }: RowLinksProps): JSX.Element {
  const { t } = useLanguage();
  const path = athletePath(row, classId);
  const counted = `${row.bib} ${row.betterRunNr ?? 1}`;
  return (
    <>
      <a
        class="card-link"
        href={`${location.pathname.replace(/\/a\/[^/]+$/, '')}/${path}`}
        onClick={(event) => {
          event.preventDefault();
          onAthlete(path);
        }}
      >
        {t('wholeCard')}
      </a>{' '}
      {gatesPath !== null && (
        <a class="card-link" href={`${gatesPath}&b=${encodeURIComponent(counted)}`}>
          {t('gates.compare')}
        </a>
      )}
    </>
  );
}
