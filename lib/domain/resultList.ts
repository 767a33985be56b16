import { bestRunList } from './bestRun';
import { crossOverallList } from './crossOverall';
import { isForerunnerRace } from './forerunners';
import { kayakCrossList } from './kayakCross';
import { KnownRows, placeRow } from './KnownRows';
import type { MadeRow } from './KnownRows';
import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { isKayakCross, isTeamRun, raceTypeOf } from './raceType';
import { NO_PLACE, noPlaces, places } from './ranking';
import type { RaceRecord } from './records';
import { compareResults } from './resultOrder';
import { addAftermath, addDetail, blankRow } from './resultRow';
import type { ListOptions } from './resultRow';
import { settleRun } from './run';
import { DID_NOT_START, isSilentDns } from './silentStarts';
import type { PublicResult } from './views';

export { indexRaceDay, type RaceDayIndex } from './raceDayIndex';

function singleRunList(
  race: RaceRecord,
  index: RaceDayIndex,
  { detailed = false, known = new KnownRows() }: ListOptions,
): PublicResult[] {
  const course = courseOf(race, index);
  const silence = { first: isSilentDns(race, index), second: false };
  const made: MadeRow[] = [];
  for (const result of index.resultsByRace.get(race.raceId) ?? []) {
    const make = (): MadeRow | null => {
      const participant = index.participantById.get(result.participantId);
      if (participant === undefined) return null;
      const row = blankRow(result, participant, index);
      Object.assign(row, settleRun(result) ?? (silence.first ? DID_NOT_START : null));
      addAftermath(row, [result], index);
      if (detailed) addDetail(row, result, course, isTeamRun(race, participant));
      return { row, total: row.total, catId: row.catId, hasPrev: false, firstTotal: null };
    };
    const one = known.made(result.participantId, { firstRow: result, secondRow: null }, silence, make);
    if (one) made.push(one);
  }
  const placed = isForerunnerRace(race, index.classes) ? noPlaces(made) : places(made);
  return made.map((one, at) => placeRow(one, placed[at] ?? NO_PLACE)).sort(compareResults);
}

/**
 * The ranked list of a race as the public sees it, in the order of `compareResults`: plain, combined from both runs
 * of a best-run race, or as given for kayak cross, heat by heat or overall. Rows of participants that the export does not know are left out.
 */
export function resultList(race: RaceRecord, index: RaceDayIndex, options: ListOptions = {}): PublicResult[] {
  const pair = index.pairByRace.get(race.raceId);
  if (pair !== undefined) return bestRunList(pair, index, options);
  const type = raceTypeOf(race.disId);
  if (type === 'cross-extra') return crossOverallList(race, index, options);
  if (isKayakCross(type)) return kayakCrossList(race, index, options);
  return singleRunList(race, index, options);
}

/** The rows of one category; overall ranks and gaps stay as they are. */
export function filterByCategory(list: readonly PublicResult[], catId: string): PublicResult[] {
  return list.filter((row) => row.catId === catId);
}
