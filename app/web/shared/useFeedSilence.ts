import { useEffect, useState } from 'preact/hooks';
import { feedSilence } from './feedSilence';
import type { LiveFeed } from './live';

/** How often it is looked at again, for a silence sends no message. */
const CHECK_MS = 1_000;

/**
 * Since when the timing has said nothing: see {@link feedSilence}. Null as long as the page itself is behind: what it holds is
 * old then for another reason.
 */
export function useFeedSilence(feed: LiveFeed): number | null {
  const read = (): number | null =>
    feed.status.phase === 'live' || feed.status.phase === 'polling'
      ? feedSilence(feed.state, feed.serverNow())
      : null;
  const [since, setSince] = useState(read);
  useEffect(() => {
    const look = (): void => {
      setSince(read());
    };
    look();
    const timer = setInterval(look, CHECK_MS);
    const stop = feed.onChange(look);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [feed]);
  return since;
}
