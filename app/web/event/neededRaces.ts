/** Of which races the page needs rows, for it holds no others. */
import { isToCome } from '../../../lib/domain/raceState';
import type { PublicRace } from '../../../lib/domain/views';
import { hasRows, type LiveState } from '../shared/part';
import type { RaceStates } from '../shared/raceStates';
import { currentRace, followedRace, isOverall, type RaceTab } from '../shared/races';
import { nextRace } from './nextUp';

const idsOf = (races: readonly PublicRace[]): string[] => [...new Set(races.map(({ raceId }) => raceId))];

/**
 * Those of the tab that is shown. Either run of a best-run race has the list of both, so the one that it is about now
 * is enough; of a class whose overall list is still empty that list is needed, for it becomes a tab with its first row.
 */
export function racesOfTab(state: LiveState, states: RaceStates, tab: RaceTab | undefined): string[] {
  if (tab === undefined) return [];
  const current = tab.kind === 'best-run' ? currentRace(tab, states) : undefined;
  const overalls = state.races.filter(
    (race) => race.classId === tab.classId && isOverall(race) && !hasRows(state, race),
  );
  return idsOf([...(current ? [current] : tab.races), ...overalls]);
}

/** Those of what stands above the tab: boats on the course, which are compared with others, and the next starters. */
export function racesOfNow(state: LiveState, states: RaceStates): string[] {
  const next = nextRace(state, states);
  const isOnCourse = ({ raceId }: PublicRace): boolean =>
    state.oncourse.some((entry) => entry.raceId === raceId);
  return idsOf([...state.races.filter(isOnCourse), ...(next ? [next] : [])]);
}

/** The race that comes after the one that is going on: held before its first boat, nobody waits for it then. */
export function comingRaces(state: LiveState, states: RaceStates): string[] {
  const { races, event } = state;
  const at = races.findIndex(({ raceId }) => raceId === followedRace(state, states));
  if (at < 0 || event.status !== 'running') return [];
  const coming = races.slice(at + 1).find((race) => !isOverall(race) && isToCome(states.get(race.raceId)));
  return coming ? [coming.raceId] : [];
}
