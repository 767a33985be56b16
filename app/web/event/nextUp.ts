import type { PublicRace, PublicStart } from '../../../lib/domain/views';
import type { LiveState } from '../shared/part';
import { isNextKnown, type RaceStates } from '../shared/raceStates';
import { followedRace } from '../shared/races';
import { nextStarters } from '../shared/rows';

const NEXT_SHOWN = 3;

/** The race whose next starters are called: the one that is going on, else the first one due today; undefined where neither is. */
export function nextRace(state: LiveState, states: RaceStates): PublicRace | undefined {
  const raceId = followedRace(state, states);
  const followed = state.races.find((one) => one.raceId === raceId);
  return isNextKnown(state, states.get(followed?.raceId ?? ''))
    ? followed
    : state.races.find((one) => states.get(one.raceId) === 'next');
}

/** Who starts next, and in which race; null where nobody does, or the lists of that race are not there yet. */
export function nextUp(
  state: LiveState,
  states: RaceStates,
): { race: PublicRace; starts: PublicStart[] } | null {
  const race = nextRace(state, states);
  if (race === undefined) return null;
  const run = race.raceType === 'best-run-2' ? 'second' : 'first';
  const onCourse = state.oncourse.filter((entry) => entry.raceId === race.raceId);
  const all = state.startlists[race.raceId] ?? [];
  const starts = nextStarters(all, state.results[race.raceId] ?? [], onCourse, run).slice(0, NEXT_SHOWN);
  return starts.length === 0 ? null : { race, starts };
}
