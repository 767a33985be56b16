/** What a board shows of a state: one pure answer, so that no layout ever has nothing to show. */
import type { PublicOnCourseEntry, PublicRace, PublicResult, PublicStart } from '../../../lib/domain/views';
import { isToCome } from '../../../lib/domain/raceState';
import type { LiveState } from '../shared/live';
import { isNextKnown, type RaceStates } from '../shared/raceStates';
import { isInBracket } from '../shared/races';
import { hasRun, nextStarters } from '../shared/rows';
import type { BoardOptions } from './options';
import { racesOfList, roundsOf, shownRace } from './shown';

/** The part above or beside the list. */
export type Course =
  | { kind: 'finisher'; row: PublicResult }
  | { kind: 'boats'; entries: readonly PublicOnCourseEntry[] }
  /** A heat of kayak cross: all its boats, on one clock. */
  | { kind: 'heat'; entries: readonly PublicOnCourseEntry[]; heatNr: number | null }
  | { kind: 'next-start'; start: PublicStart }
  | { kind: 'next-race'; race: PublicRace };

export interface Scene {
  /** Null while the event has no races. */
  race: PublicRace | null;
  /** The races whose list is shown: both runs of a best-run race. */
  raceIds: readonly string[];
  /** The list of the race, everybody in it. */
  rows: readonly PublicResult[];
  /** Those of it who have a result. */
  listed: readonly PublicResult[];
  /** In kayak cross the rounds of the class, in place of the list; an overlay has no room for it. */
  bracket: readonly PublicRace[] | null;
  course: Course | null;
  /** The race that comes next, where that is all there is to say. */
  upcoming: PublicRace | null;
}

/** Boats of a heat. */
const HEAT_SIZE = 4;

/** What the scene hangs on, beside the state. */
interface Sight {
  options: Pick<BoardOptions, 'race' | 'className' | 'layout'>;
  states: RaceStates;
  /** Bib of who has just finished; null for nobody. */
  pinned: string | null;
}

export function sceneOf(state: LiveState, sight: Sight): Scene {
  const race = raceOf(state, sight);
  if (race === null)
    return { race, raceIds: [], rows: [], listed: [], bracket: null, course: null, upcoming: null };
  const raceIds = racesOfList(state, race.raceId);
  const rows = state.results[race.raceId] ?? [];
  const listed = rows.filter((row) => row.rnk !== null || hasRun(row, 'first') || hasRun(row, 'second'));
  const upcoming = listed.length === 0 && isToCome(sight.states.get(race.raceId)) ? race : null;
  const course = courseOf(state, { race, raceIds, rows }, sight) ?? nextRaceOf(state, race, sight);
  const bracket = sight.options.layout === 'overlay' ? null : roundsOf(state, race.raceId);
  return { race, raceIds, rows, listed, bracket, course, upcoming };
}

/** Before its start a second run has nothing to show but the first one: it is called what it is. */
function raceOf(state: LiveState, { options, states }: Sight): PublicRace | null {
  const raceId = shownRace(state, states, options);
  const race = state.races.find((one) => one.raceId === raceId) ?? null;
  const isYetToBegin = isToCome(states.get(raceId ?? ''));
  if (race === null || race.raceType !== 'best-run-2' || options.race !== null || !isYetToBegin) return race;
  const [firstId] = racesOfList(state, race.raceId);
  return state.races.find((one) => one.raceId === firstId && !isToCome(states.get(one.raceId))) ?? race;
}

function courseOf(
  state: LiveState,
  { race, raceIds, rows }: Pick<Scene, 'raceIds' | 'rows'> & { race: PublicRace },
  { pinned, states }: Sight,
): Course | null {
  const isHeat = isInBracket(race);
  const finisher = isHeat ? undefined : rows.find(({ bib }) => bib === pinned);
  if (finisher !== undefined) return { kind: 'finisher', row: finisher };
  const entries = state.oncourse.filter(
    ({ raceId, dtStart }) => raceIds.includes(raceId) && dtStart !== null,
  );
  if (isHeat && entries.length > 0) {
    const heatOf = (entry: PublicOnCourseEntry | undefined): number | null =>
      rows.find(({ bib }) => bib === entry?.bib)?.heatNr ?? null;
    // Boats of the heat before may stand in the finish still; who started last is last.
    const heatNr = heatOf(entries.at(-1));
    const boats = entries.filter((entry) => heatOf(entry) === heatNr);
    return { kind: 'heat', entries: boats.slice(0, HEAT_SIZE), heatNr };
  }
  if (entries.length > 0) return { kind: 'boats', entries };
  if (!isNextKnown(state, states.get(race.raceId))) return null;
  const run = race.raceType === 'best-run-2' ? 'second' : 'first';
  const [start] = nextStarters(state.startlists[race.raceId] ?? [], rows, entries, run);
  return start === undefined ? null : { kind: 'next-start', start };
}

/** After a race, the next one that is still to come; on a board of one class, of that class. */
function nextRaceOf(state: LiveState, race: PublicRace, { options, states }: Sight): Course | null {
  if (options.race !== null || isToCome(states.get(race.raceId))) return null;
  const next = state.races.slice(state.races.indexOf(race) + 1).find(
    ({ classId, raceId, raceType }) =>
      (options.className === null || classId === race.classId) &&
      // The overall list is no race.
      raceType !== 'cross-extra' &&
      isToCome(states.get(raceId)),
  );
  return next === undefined ? null : { kind: 'next-race', race: next };
}
