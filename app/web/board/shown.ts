import type { PublicRace } from '../../../lib/domain/views';
import type { LiveState } from '../shared/live';
import type { RaceStates } from '../shared/raceStates';
import { classOf, followedRace, raceTabs, type RaceTab } from '../shared/races';
import type { BoardOptions } from './options';

/** The race that a board shows: the one it was told, else the one that is going on, of its class if it has one. */
export function shownRace(
  state: LiveState,
  states: RaceStates,
  { race, className }: Pick<BoardOptions, 'race' | 'className'>,
): string | null {
  if (race !== null && state.races.some(({ raceId }) => raceId === race)) return race;
  if (className === null) return followedRace(state, states);
  const wanted = className.toLowerCase();
  const isWanted = (classId: string): boolean =>
    [classId, classOf(state, classId)?.name].some((one) => one?.toLowerCase() === wanted);
  const races = state.races.filter(({ classId }) => isWanted(classId));
  if (races.length === 0) return followedRace(state, states);
  const ids = new Set(races.map(({ raceId }) => raceId));
  const oncourse = state.oncourse.filter(({ raceId }) => ids.has(raceId));
  return followedRace({ ...state, races, oncourse }, states);
}

/** The races that have the list of this one: both runs of a best-run race. */
export function racesOfList(state: LiveState, raceId: string): string[] {
  const tab = tabOf(state, raceId);
  return tab?.kind === 'best-run' ? tab.races.map((one) => one.raceId) : [raceId];
}

/** The rounds of the kayak-cross class that a race is one of; null for another race. */
export function roundsOf(state: LiveState, raceId: string): readonly PublicRace[] | null {
  const tab = tabOf(state, raceId);
  return tab?.kind === 'bracket' ? tab.races : null;
}

const tabOf = ({ races }: LiveState, raceId: string): RaceTab | undefined =>
  raceTabs(races).find((tab) => tab.races.some((one) => one.raceId === raceId));
