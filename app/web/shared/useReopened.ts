import { useEffect } from 'preact/hooks';
import type { PublicEvent } from '../../../lib/domain/views';
import type { LiveFeed } from './live';

/** How often it is looked whether official results were taken back, in milliseconds. */
const CHECK_MS = 30_000;

/**
 * Loads the page anew where its stream has ended because the results were official, and they are not any more: pressed
 * by mistake, or a protest. Nothing else tells of it, for nobody has a stream then.
 */
export function useReopened(feed: LiveFeed): void {
  useEffect(() => {
    const check = (): void => {
      if (feed.status.phase !== 'ended' || feed.state.event.status !== 'official') return;
      const url = `${feed.prefix}/api/v1/events/${encodeURIComponent(feed.eventId)}`;
      fetch(url)
        .then((response) => (response.ok ? (response.json() as Promise<{ event: PublicEvent }>) : null))
        .then((answer) => {
          if (answer && answer.event.status !== 'official') location.reload();
        })
        // Without a network there is nothing to be learnt.
        .catch(() => undefined);
    };
    const timer = setInterval(check, CHECK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [feed]);
}
