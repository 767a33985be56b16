import type { PublicResult, PublicStart } from '../../lib/domain/views';
import { isAthlete } from '../web/shared/athleteKey';
import type { WholeEvent } from '../web/event/drawing';
import { seconds } from '../web/shared/format';
import { ordinalOf } from '../web/shared/ordinal';
import { countedTotal, spokenName } from '../web/shared/rows';
import { textOf, type Language } from './language';

/** An athlete's page in words, for who is sent its address. */
export interface AthleteWords {
  name: string;
  /** How the athlete stands in each race. */
  races: string[];
}

/** The athlete whom a key means, see `app/web/shared/athleteKey`; null where the event has none. */
export function athleteWords(event: WholeEvent, key: string, language: Language): AthleteWords | null {
  const { races, classes } = event.structure;
  let name: string | null = null;
  const told = new Map<string, string>();
  for (const { raceId, classId, raceType } of races) {
    const isIt = (one: PublicResult | PublicStart): boolean => isAthlete(key, one, classId);
    const row = event.resultRows(raceId).find(isIt);
    const start = event.startRows(raceId).find(isIt);
    const athlete = row ?? start;
    if (!athlete) continue;
    name ??= spokenName(athlete.name, athlete.members !== undefined);
    const className = classes.find((one) => one.classId === classId)?.name ?? classId;
    const isRanked = row !== undefined && (row.rnk !== null || row.status !== null);
    const state = isRanked
      ? [row.status ?? ordinalOf(language, row.rnk ?? 0), seconds(countedTotal(row))]
      : [start?.startTime?.slice(0, 5) ?? ''];
    // Both runs of a pair have one list, and say the same.
    const isPair = raceType === 'best-run-1' || raceType === 'best-run-2';
    const title = `${className} ${textOf(language, isPair ? 'type.best-run' : `type.${raceType}`)}`;
    const words = state.filter(Boolean).join(', ');
    if (words !== '' && (isRanked || !told.has(title))) told.set(title, `${title}: ${words}`);
  }
  return name === null ? null : { name, races: [...told.values()] };
}
