import { useEffect } from 'preact/hooks';
import type { LiveFeed } from '../shared/live';

/**
 * What nobody asked for by hand is loaded by each page at a moment of its own, or the first boat of a race would make everybody
 * ask at once. Milliseconds.
 */
const SOON_MS = 8_000;
const LATER_MS = 30_000;

interface Needs {
  /** The rows of every race, to look for somebody among them. */
  all: boolean;
  /** What somebody looks at. */
  now: readonly string[];
  /** What can be shown without, for some seconds. */
  soon: readonly string[];
  /** What will be needed. */
  later: readonly string[];
}

/** Holds the rows of those races that are needed. What no longer is goes when something else comes. */
export function useNeededRaces(feed: LiveFeed, { all, now, soon, later }: Needs): void {
  const key = [now, soon, later].map((raceIds) => raceIds.join('\n')).join('\n\n');
  useEffect(() => {
    const isMissing = (raceId: string): boolean => !feed.shows(raceId);
    const show = (): void => {
      feed.show(all ? 'all' : [...new Set([...now, ...soon, ...later])]);
    };
    if (all || now.some(isMissing)) {
      show();
      return;
    }
    if (![...soon, ...later].some(isMissing)) return;
    const waitMs = (soon.some(isMissing) ? 0 : LATER_MS) + Math.random() * SOON_MS;
    const timer = setTimeout(show, waitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [feed, key, all]);
}
