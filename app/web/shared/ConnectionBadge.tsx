/** How fresh a page is, said by colour, shape and text: `<ConnectionBadge status={status} />`. */
import type { JSX } from 'preact';
import { useNow } from './clock';
import { useLanguage, type Speech } from './language';
import type { LiveStatus } from './live';

const MINUTE_S = 60;
const HOUR_S = 3_600;

export function ageText(ms: number, t: Speech['t']): string {
  const age = Math.max(0, Math.round(ms / 1_000));
  if (age < MINUTE_S) return t('age.seconds', { n: age });
  if (age < HOUR_S) return t('age.minutes', { n: Math.floor(age / MINUTE_S) });
  return t('age.hours', { n: Math.floor(age / HOUR_S) });
}

/** What the client takes for a network that is back: it asks at once. */
const retry = (): void => {
  dispatchEvent(new Event('online'));
};

interface ConnectionBadgeProps {
  status: LiveStatus;
  /** What is shown was before: nothing is said of a connection. Default false. */
  isReplay?: boolean;
}

export function ConnectionBadge({ status, isReplay = false }: ConnectionBadgeProps): JSX.Element {
  const { t } = useLanguage();
  const { phase, heardAt, transport } = status;
  const now = useNow(phase === 'offline' ? 1_000 : null);
  if (isReplay) return <p class="connection">{t('replay')}</p>;
  const hasAge = phase === 'offline' && heardAt !== null;
  return (
    <p
      class="connection"
      data-phase={phase}
      data-transport={transport ?? ''}
      title={t(`connection.help.${phase}`)}
    >
      {/* Told once when it changes; the age beside it counts on in silence. */}
      <span role="status">{t(`connection.${phase}`)}</span>
      {hasAge && (
        <span class="connection-age">{t('connection.age', { age: ageText(now - heardAt, t) })}</span>
      )}
      {phase === 'offline' && (
        <button type="button" class="retry" onClick={retry}>
          {t('retryNow')}
        </button>
      )}
    </p>
  );
}
