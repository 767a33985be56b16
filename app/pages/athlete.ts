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
  /** Bib, nation and club, as far as they are known. */
  from: string[];
  /** How the athlete stands in each race of theirs. */
  races: StandingWords[];
}

/** How an athlete stands in a race. */
export interface StandingWords {
  /** Of the race. */
  title: string;
  /** Ordinal or status; null before a result. */
  rank: string | null;
  /** Seconds; null where there is none. */
  total: string | null;
  /** Before a result the time of day of the start, as `10:31`; null where it is not known. */
  start: string | null;
}

/** In one sentence. */
export const standingText = ({ title, rank, total, start }: StandingWords): string =>
  `${title}: ${[rank, total, start].filter(Boolean).join(', ')}`;

/** The athlete whom a key means, see `app/web/shared/athleteKey`; null where the event has none. */
export function athleteWords(event: WholeEvent, key: string, language: Language): AthleteWords | null {
  const { races, classes } = event.structure;
  let words: Omit<AthleteWords, 'races'> | null = null;
  const told = new Map<string, StandingWords>();
  for (const { raceId, classId, raceType } of races) {
    const isIt = (one: PublicResult | PublicStart): boolean => isAthlete(key, one, classId);
    const row = event.resultRows(raceId).find(isIt);
    const start = event.startRows(raceId).find(isIt);
    const athlete = row ?? start;
    if (!athlete) continue;
    words ??= {
      name: spokenName(athlete.name, athlete.members !== undefined),
      from: [athlete.bib, athlete.noc, athlete.club].filter((one) => one !== null),
    };
    const className = classes.find((one) => one.classId === classId)?.name ?? classId;
    const isRanked = row !== undefined && (row.rnk !== null || row.status !== null);
    // Both runs of a pair have one list, and say the same.
    const isPair = raceType === 'best-run-1' || raceType === 'best-run-2';
    const title = `${className} ${textOf(language, isPair ? 'type.best-run' : `type.${raceType}`)}`;
    const startTime = start?.startTime?.slice(0, 'HH:MM'.length) ?? null;
    if (isRanked) {
      const rank = row.status ?? ordinalOf(language, row.rnk ?? 0);
      told.set(title, { title, rank, total: seconds(countedTotal(row)) || null, start: null });
    } else if (startTime !== null && !told.has(title)) {
      told.set(title, { title, rank: null, total: null, start: startTime });
    }
  }
  return words && { ...words, races: [...told.values()] };
}
