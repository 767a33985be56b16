import type { RaceDayIndex } from './raceDayIndex';
import type { RaceRecord } from './records';
import { compareResults } from './resultOrder';
import { addAftermath, addDetail, blankRow } from './resultRow';
import type { ListOptions } from './resultRow';
import { settleRun } from './run';
import type { PublicResult } from './views';

/** The bib of one whom the time trial did not take into the bracket (Canoe123 format): `t 12`. */
const TIME_TRIAL_BIB = /^t ?\d/i;

/**
 * The overall list of a kayak-cross class, which the timing system makes of all rounds. Rows are ranked as given and say how far
 * they came: to the bracket, or not beyond the time trial, whose time they show. There are no heats and no gaps in it.
 */
export function crossOverallList(
  race: RaceRecord,
  index: RaceDayIndex,
  { detailed = false }: ListOptions = {},
): PublicResult[] {
  const rows: PublicResult[] = [];
  for (const result of index.resultsByRace.get(race.raceId) ?? []) {
    const participant = index.participantById.get(result.participantId);
    if (participant === undefined) continue;
    const row = blankRow(result, participant, index);
    row.reached = TIME_TRIAL_BIB.test(result.bib) ? 'time-trial' : 'bracket';
    row.rnk = result.rnk;
    // A time beside a bib of the bracket can only be an order of arrival.
    if (row.reached === 'time-trial') Object.assign(row, settleRun(result));
    row.status = result.status;
    if (result.faults !== null) row.faults = result.faults;
    addAftermath(row, [result], index);
    // Nobody paddled this list: there are no gates to show.
    if (detailed) addDetail(row, result, null, false);
    rows.push(row);
  }
  return rows.sort(compareResults);
}
