import { hasNextStarters, raceStates, type RaceState } from '../../../lib/domain/raceState';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import type { LiveState } from './part';
import { isBestRun, runsOf } from './rows';

/** By race id. */
export type RaceStates = ReadonlyMap<string, RaceState>;

const runOf = ({ raceType }: PublicRace): 'first' | 'second' =>
  raceType === 'best-run-2' ? 'second' : 'first';

/** Who did not start says nothing of whether the race has begun: such rows may be there the day before. */
function hasRaced(row: PublicResult, run: 'first' | 'second'): boolean {
  if (!isBestRun(row) && (row.rnk !== null || row.time !== null)) return true;
  const status = isBestRun(row) ? runsOf(row)[run]?.status : row.status;
  if (status === undefined || status === 'DNS') return false;
  return status !== null || isBestRun(row);
}

/**
 * Those of the races that have results, as a page that holds the rows of some only is told: see {@link Part}. An overall list is
 * there as soon as it has rows.
 */
export const begunRaces = (
  races: readonly PublicRace[],
  rowsOf: (raceId: string) => readonly PublicResult[],
): string[] =>
  races
    .filter((race) =>
      rowsOf(race.raceId).some((row) => race.raceType === 'cross-extra' || hasRaced(row, runOf(race))),
    )
    .map(({ raceId }) => raceId);

/** The state of each race of the event by its id; `now` by the server's clock, in ms since 1970. */
export function raceStatesOf(
  {
    event,
    races,
    oncourse,
    results,
    part,
  }: Pick<LiveState, 'event' | 'races' | 'oncourse' | 'results' | 'part'>,
  now: number,
): RaceStates {
  const facts = races.map((race) => {
    const run = runOf(race);
    return {
      ...race,
      onCourse: oncourse.filter(({ raceId }) => raceId === race.raceId),
      hasResults:
        results[race.raceId]?.some((row) => hasRaced(row, run)) ?? part?.begun.has(race.raceId) ?? false,
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
