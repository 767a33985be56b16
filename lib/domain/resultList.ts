import { bestRunList } from './bestRun';
import { crossOverallList } from './crossOverall';
import { isForerunnerRace } from './forerunners';
import { kayakCrossList } from './kayakCross';
import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { isKayakCross, isTeamRun, raceTypeOf } from './raceType';
import { noPlaces, places } from './ranking';
import type { RaceRecord } from './records';
import { compareResults } from './resultOrder';
import { addAftermath, addDetail, blankRow } from './resultRow';
import type { ListOptions } from './resultRow';
import { settleRun } from './run';
import { DID_NOT_START, isSilentDns } from './silentStarts';
import type { PublicResult } from './views';

export { indexRaceDay, type RaceDayIndex } from './raceDayIndex';

function singleRunList(race: RaceRecord, index: RaceDayIndex, detailed: boolean): PublicResult[] {
  const course = courseOf(race, index);
  const isSilent = isSilentDns(race, index);
  const rows: PublicResult[] = [];
  for (const result of index.resultsByRace.get(race.raceId) ?? []) {
    const participant = index.participantById.get(result.participantId);
    if (participant === undefined) continue;
    const row = blankRow(result, participant, index);
    Object.assign(row, settleRun(result) ?? (isSilent ? DID_NOT_START : null));
    addAftermath(row, [result], index);
    if (detailed) addDetail(row, result, course, isTeamRun(race, participant));
    rows.push(row);
  }
  const placed = isForerunnerRace(race, index.classes) ? noPlaces(rows) : places(rows);
  return rows.map((row, at) => Object.assign(row, placed[at])).sort(compareResults);
}

/**
 * The ranked list of a race as the public sees it, in the order of `compareResults`: plain, combined from both runs
 * of a best-run race, or as given for kayak cross, heat by heat or overall. Rows of participants that the export does not know are left out.
 */
export function resultList(
  race: RaceRecord,
  index: RaceDayIndex,
  { detailed = false }: ListOptions = {},
): PublicResult[] {
  const pair = index.pairByRace.get(race.raceId);
  if (pair !== undefined) return bestRunList(pair, index, { detailed });
  const type = raceTypeOf(race.disId);
  if (type === 'cross-extra') return crossOverallList(race, index, { detailed });
  if (isKayakCross(type)) return kayakCrossList(race, index, { detailed });
  return singleRunList(race, index, detailed);
}

/** The rows of one category; overall ranks and gaps stay as they are. */
export function filterByCategory(list: readonly PublicResult[], catId: string): PublicResult[] {
  return list.filter((row) => row.catId === catId);
}
