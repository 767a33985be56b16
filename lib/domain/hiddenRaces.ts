import { isPublicRace, withBestRunPartners } from './raceType';
import type { RaceRecord } from './records';

/** The organiser's choice of what is not shown. */
export interface HidingConfig {
  /** Ids of races that the public does not see; absent for none. */
  hiddenRaces?: readonly string[];
}

/** Whether the public sees a race. */
export type IsShown = (race: RaceRecord) => boolean;

/** Tells which races the public sees. The two runs of a best-run race show in one list, so they are hidden together. */
export function shownRaces(
  { hiddenRaces = [] }: HidingConfig,
  { races }: { races: readonly RaceRecord[] },
): IsShown {
  if (hiddenRaces.length === 0) return isPublicRace;
  const hidden = withBestRunPartners(races, new Set(hiddenRaces));
  return (race) => isPublicRace(race) && !hidden.has(race.raceId);
}
