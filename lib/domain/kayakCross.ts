import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { ranks } from './ranking';
import type { RaceRecord, ResultRecord } from './records';
import { compareResults } from './resultOrder';
import { addAftermath, addDetail, blankRow } from './resultRow';
import type { ListOptions } from './resultRow';
import { isSilentDns } from './silentStarts';
import type { PublicResult } from './views';

/**
 * The place of every row by finish order inside its heat; null for rows without one, with a status, or with a fault: how far
 * back a fault throws a boat, only the timing system knows.
 */
function finishPlaces(results: readonly ResultRecord[]): Map<ResultRecord, number | null> {
  const heats = new Map<string, ResultRecord[]>();
  for (const result of results) {
    const key = `${result.roundNr ?? ''}/${result.heatNr ?? ''}`;
    const heat = heats.get(key);
    if (heat === undefined) heats.set(key, [result]);
    else heat.push(result);
  }
  const placed = new Map<ResultRecord, number | null>();
  for (const heat of heats.values()) {
    const inHeat = ranks(
      heat.map((result) => (result.status === null && result.faults === null ? result.time : null)),
    );
    for (const [at, result] of heat.entries()) placed.set(result, inHeat[at] ?? null);
  }
  return placed;
}

/** The live feed numbers its rows: of who has yet to arrive, or did not start, that is no rank (Canoe123 format). */
const hasRaced = ({ time, status }: ResultRecord): boolean =>
  status === null ? time !== null : status !== 'DNS';

/**
 * The list of a kayak-cross race, heat by heat. Rows are ranked as given, else by finish order inside the heat; what
 * Canoe123 calls their time is that finish order and is no time, so times, totals and gaps stay null.
 */
export function kayakCrossList(
  race: RaceRecord,
  index: RaceDayIndex,
  { detailed = false }: ListOptions = {},
): PublicResult[] {
  const results = index.resultsByRace.get(race.raceId) ?? [];
  const placed = finishPlaces(results);
  const course = courseOf(race, index);
  const isSilent = isSilentDns(race, index);
  const rows: PublicResult[] = [];
  for (const result of results) {
    const participant = index.participantById.get(result.participantId);
    if (participant === undefined) continue;
    const row = blankRow(result, participant, index);
    // Once the race is over, a rank without a time is one that was given.
    const isRanked = hasRaced(result) || (isSilent && result.status === null);
    row.rnk = isRanked ? (result.rnk ?? placed.get(result) ?? null) : null;
    row.status = result.status ?? (isSilent && row.rnk === null && result.time === null ? 'DNS' : null);
    row.heatNr = result.heatNr;
    row.roundNr = result.roundNr;
    row.qualified = result.qualified;
    if (result.faults !== null) row.faults = result.faults;
    addAftermath(row, [result], index);
    if (detailed) addDetail(row, result, course, participant.isTeam);
    rows.push(row);
  }
  return rows.sort(compareResults);
}
