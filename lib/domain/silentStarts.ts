import type { RaceDayIndex } from './raceDayIndex';
import type { RaceRecord } from './records';
import { settleRun } from './run';
import type { RunFigures } from './run';

/** Unofficial, official, revised: nobody starts any more. */
const OVER: ReadonlySet<number> = new Set([4, 5, 6]);

/** What becomes of who has neither time nor status when all is over. */
export const DID_NOT_START: Readonly<RunFigures> = { time: null, pen: null, total: null, status: 'DNS' };

/**
 * Whether who has no figures in a race did not start (Canoe123 format, silent DNS): the race is over and others have run. A
 * race of which no result came yet says nothing of anybody.
 */
export function isSilentDns(race: RaceRecord | null, index: RaceDayIndex): boolean {
  if (race === null || !OVER.has(race.raceStatus)) return false;
  return (index.resultsByRace.get(race.raceId) ?? []).some(
    (result) => result.status === null && settleRun(result) !== null,
  );
}
