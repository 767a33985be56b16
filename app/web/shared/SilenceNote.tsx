import type { JSX } from 'preact';
import { useNow } from './clock';
import { clockOrDay } from './format';
import { useLanguage } from './language';
import type { LiveFeed } from './live';
import { useFeedSilence } from './useFeedSilence';

/**
 * That the timing has fallen silent, and since when by the reader's clock: `<SilenceNote feed={feed} />`. It is another
 * thing than a page without a connection, which {@link ConnectionBadge} tells of.
 */
export function SilenceNote({ feed }: { feed: LiveFeed }): JSX.Element {
  const { t, language } = useLanguage();
  const since = useFeedSilence(feed);
  const now = useNow(since === null ? null : 60_000);
  return (
    // Always there, for screen readers tell only of what changes inside a region that they know.
    <span role="status" class="feed-silence">
      {since !== null && <span>{t('feed.silent', { since: clockOrDay(since, now, language) })}</span>}
    </span>
  );
}
