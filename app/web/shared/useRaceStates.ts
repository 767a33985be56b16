import { useMemo } from 'preact/hooks';
import { useNow } from './clock';
import type { LiveFeed } from './live';
import { raceStatesOf, type RaceStates } from './raceStates';

/** How often a day that has passed is noticed; all else comes with messages. */
const MINUTE_MS = 60_000;

/**
 * What state every race is in now: `const states = useRaceStates(feed); states.get(raceId)`. Drawn again when a day has
 * passed, too.
 */
export function useRaceStates(feed: LiveFeed): RaceStates {
  const minute = useNow(MINUTE_MS);
  const { event, races, oncourse, results, part } = feed.state;
  return useMemo(
    () => raceStatesOf({ event, races, oncourse, results, ...(part && { part }) }, feed.serverNow()),
    [feed, event, races, oncourse, results, part, minute],
  );
}
