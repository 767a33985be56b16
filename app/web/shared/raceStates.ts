import { hasNextStarters, raceStates, type RaceState } from '../../../lib/domain/raceState';
import type { PublicResult } from '../../../lib/domain/views';
import type { LiveState } from './live';
import { isBestRun, runsOf } from './rows';

/** By race id. */
export type RaceStates = ReadonlyMap<string, RaceState>;

/** Who did not start says nothing of whether the race has begun: such rows may be there the day before. */
function hasRaced(row: PublicResult, run: 'first' | 'second'): boolean {
  if (!isBestRun(row) && (row.rnk !== null || row.time !== null)) return true;
  const status = isBestRun(row) ? runsOf(row)[run]?.status : row.status;
  if (status === undefined || status === 'DNS') return false;
  return status !== null || isBestRun(row);
}

/** The state of each race of the event by its id; `now` by the server's clock, in ms since 1970. */
export function raceStatesOf(
  { event, races, oncourse, results }: Pick<LiveState, 'event' | 'races' | 'oncourse' | 'results'>,
  now: number,
): RaceStates {
  const facts = races.map((race) => {
    const run = race.raceType === 'best-run-2' ? 'second' : 'first';
    return {
      ...race,
      onCourse: oncourse.filter(({ raceId }) => raceId === race.raceId),
      hasResults: results[race.raceId]?.some((row) => hasRaced(row, run)) ?? false,
    };
  });
  return raceStates(event.status, facts, now);
}

/**
 * Whether it is known who starts next in a race of this state: not where the timing fell silent with somebody on the way, for
 * those would be called next.
 */
export const isNextKnown = (
  { timing }: Pick<LiveState, 'timing'>,
  raceState: RaceState | undefined,
): boolean => hasNextStarters(raceState) && timing?.isMidRun !== true;
