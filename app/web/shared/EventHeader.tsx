import type { JSX } from 'preact';
import { ConnectionBadge } from './ConnectionBadge';
import { dateRange } from './format';
import { useLanguage } from './language';
import { LanguageSwitch } from './LanguageSwitch';
import { useLive, type LiveFeed } from './live';
import { SilenceNote } from './SilenceNote';
import { useFeedSilence } from './useFeedSilence';

/** Which event it is and how fresh the page is. The server writes the same into the page's first bytes. */
export function EventHeader({ feed }: { feed: LiveFeed }): JSX.Element {
  const { t, plural, language } = useLanguage();
  const { state, status } = useLive(feed);
  const silentSince = useFeedSilence(feed);
  const { event, viewers } = state;
  const where = [event.subTitle, event.location, dateRange(event.startDate, event.endDate, language)];
  const isCut = status.phase === 'offline';
  // "Live" is a claim about now, and nobody knows: neither without a connection nor without the timing.
  const saysStatus = event.status !== 'running' || (!isCut && silentSince === null && !feed.replay);
  return (
    <header class="event-header">
      <div>
        <h1>{event.mainTitle}</h1>
        <p class="event-where">{where.filter(Boolean).join(' · ')}</p>
      </div>
      <LanguageSwitch isShort />
      <div class="event-marks">
        {saysStatus && (
          <span class="chip" data-status={event.status}>
            {t(`status.${event.status}`)}
          </span>
        )}
        <SilenceNote feed={feed} />
        <ConnectionBadge status={status} isReplay={feed.replay !== undefined} />
        {!isCut && viewers !== undefined && viewers > 1 && (
          <span class="viewers">{plural('viewers', viewers)}</span>
        )}
        <a
          class="programme-link"
          href={`${feed.prefix}/events/${encodeURIComponent(feed.eventId)}/programme`}
        >
          {t('programme.title')}
        </a>
      </div>
    </header>
  );
}
