import { countIngest } from '../db/ingestRecordRepository';
import { loadRaceDay, putResults, type StoredRaceDay, type StoredResult } from '../db/raceDayRepository';
import { raceChanges, type RaceLists } from '../domain/changes';
import { isPublicRace, withBestRunPartners } from '../domain/raceType';
import type { RaceRecord } from '../domain/records';
import { indexRaceDay, resultList, type RaceDayIndex } from '../domain/resultList';
import { startList } from '../domain/startList';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { hearTiming } from './hearTiming';
import { mergePushed } from './mergeResults';
import { resultKey, type ResultKey } from './resultKey';
import { readResults } from './readPushes';
import { SkippedParts, type SkippedAnswer } from './skipped';

export interface ResultsAnswer extends SkippedAnswer {
  /** How many stored results changed. */
  updated: number;
  /** True where the event has no export yet and so knows no athletes. */
  ignored?: true;
}

/**
 * Merges live results into what is stored and says which public rows moved. `list` is what came: rows and fields that
 * can't be read or placed are left out and told, the others count.
 */
export async function pushResults(
  ingest: Ingest,
  eventId: string,
  list: readonly unknown[],
): Promise<ResultsAnswer> {
  const skipped = new SkippedParts();
  const rows = readResults(list, skipped);
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'results');
    await countIngest(trx, event.id, 'results', now);
    await hearTiming(transaction);
    if (!event.exported) return { updated: 0, ignored: true };

    const pushed = new Set(rows.map((row) => row.raceId));
    const day = await loadRaceDay(trx, event.id, {
      resultsOf: (races) => withBestRunPartners(races, pushed),
    });
    const changed = mergePushed(day, rows, { strategy: event.config.mergeStrategy, now, skipped });
    if (changed.size > 0) {
      await putResults(trx, event.id, [...changed.values()]);
      const touched = new Set([...changed.values()].map((row) => row.raceId));
      announceChanges(transaction, day, changed, withBestRunPartners(day.races, touched));
    }
    return { updated: changed.size, ...skipped.answer() };
  });
}

/** Announces what the public sees change; everything anew where rows that share a bib cannot be told apart. */
function announceChanges(
  transaction: EventTransaction,
  day: StoredRaceDay,
  changed: Map<ResultKey, StoredResult>,
  raceIds: Set<string>,
): void {
  const added = new Map(changed);
  const results = day.results.map((row) => {
    const key = resultKey(row);
    const now = added.get(key);
    added.delete(key);
    return now ?? row;
  });
  const before = indexRaceDay(day);
  const after = indexRaceDay({ ...day, results: [...results, ...added.values()] });
  const listsOf = (race: RaceRecord, index: RaceDayIndex): RaceLists => ({
    results: resultList(race, index),
    startlist: startList(race, index),
  });
  const diffs = day.races
    .filter((race) => raceIds.has(race.raceId) && isPublicRace(race))
    .map((race) => raceChanges(race.raceId, listsOf(race, before), listsOf(race, after)));
  if (diffs.includes('removed')) {
    transaction.announceFull();
    return;
  }
  for (const diff of diffs) if (diff !== null && diff !== 'removed') transaction.announceDiff(diff);
}
