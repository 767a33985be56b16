import { countIngest } from '../db/ingestRecordRepository';
import type { MergeStrategy } from '../db/eventRepository';
import { loadRaceDay, putResults, type StoredRaceDay, type StoredResult } from '../db/raceDayRepository';
import { raceChanges, type RaceLists } from '../domain/changes';
import { isKayakCross, isPublicRace, raceTypeOf, withBestRunPartners } from '../domain/raceType';
import type { RaceRecord } from '../domain/records';
import { indexRaceDay, resultList, type RaceDayIndex } from '../domain/resultList';
import { startList } from '../domain/startList';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { hearTiming } from './hearTiming';
import { mergeLive, type LiveRun } from './mergeStrategy';
import { summarise, type Skipped } from './skipped';

/** One row of the live feed's results; times in hundredths. */
export interface PushedResult extends LiveRun {
  raceId: string;
  /** Absent in pushes that name the bib only. */
  participantId: string | null;
  bib: string;
  rnk: number | null;
}

export interface ResultsAnswer {
  /** How many stored results changed. */
  updated: number;
  /** True where the event has no export yet and so knows no athletes. */
  ignored?: true;
  skipped?: Skipped;
}

/**
 * Merges live results into what is stored and says which public rows moved. Rows of races or athletes
 * that the export does not have are left out and told.
 */
export async function pushResults(
  ingest: Ingest,
  eventId: string,
  rows: PushedResult[],
): Promise<ResultsAnswer> {
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
    const { changed, skipped } = merge(day, rows, event.config.mergeStrategy, now);
    if (changed.size > 0) {
      await putResults(trx, event.id, [...changed.values()]);
      const touched = new Set([...changed.values()].map((row) => row.raceId));
      announceChanges(transaction, day, changed, withBestRunPartners(day.races, touched));
    }
    const answer: ResultsAnswer = { updated: changed.size };
    if (skipped.length > 0) answer.skipped = summarise(skipped);
    return answer;
  });
}

type RowKey = `${string}\u0000${string}`;
const keyOf = (row: { raceId: string; participantId: string }): RowKey =>
  `${row.raceId}\u0000${row.participantId}`;

function merge(
  day: StoredRaceDay,
  rows: PushedResult[],
  strategy: MergeStrategy,
  now: number,
): { changed: Map<RowKey, StoredResult>; skipped: { reason: string; where: string }[] } {
  const stored = new Map(day.results.map((row) => [keyOf(row), row]));
  const byBib = new Map(day.results.map((row) => [`${row.raceId}\u0000${row.bib}`, row.participantId]));
  const races = new Map(day.races.map((race) => [race.raceId, race]));
  const participants = new Set(day.participants.map((participant) => participant.participantId));
  const changed = new Map<RowKey, StoredResult>();
  const skipped: { reason: string; where: string }[] = [];

  rows.forEach((row, i) => {
    const where = `results[${i}] (raceId ${row.raceId}, bib ${row.bib})`;
    const race = races.get(row.raceId);
    if (!race) return skipped.push({ reason: 'the export has no such race', where });
    const participantId = row.participantId ?? byBib.get(`${row.raceId}\u0000${row.bib}`);
    if (participantId === undefined || !participants.has(participantId)) {
      return skipped.push({ reason: 'the export has no such athlete', where });
    }
    const key = keyOf({ raceId: row.raceId, participantId });
    const old = changed.get(key) ?? stored.get(key) ?? startOf(row, participantId);
    const { time, pen, total, status } = row;
    const run: LiveRun = { time, pen, total, status };
    // In slalom the rank is computed here; storing it would touch every row whenever one moves.
    if (isKayakCross(raceTypeOf(race.disId))) run.rnk = row.rnk;
    const merged = mergeLive(strategy, old, run, now);
    if (merged !== old) changed.set(key, merged);
    return undefined;
  });
  return { changed, skipped };
}

/** The row of an athlete whom the export knows, but not in this race: a late entry. */
const startOf = ({ raceId, bib }: PushedResult, participantId: string): StoredResult => ({
  raceId,
  participantId,
  bib,
  startOrder: null,
  startTime: null,
  catId: null,
  status: null,
  dtStart: null,
  dtFinish: null,
  time: null,
  pen: null,
  total: null,
  gates: null,
  rnk: null,
  rnkOrder: null,
  heatNr: null,
  roundNr: null,
  qualified: null,
  prev: null,
  liveAt: null,
});

/** Announces what the public sees change; everything anew where rows that share a bib cannot be told apart. */
function announceChanges(
  transaction: EventTransaction,
  day: StoredRaceDay,
  changed: Map<RowKey, StoredResult>,
  raceIds: Set<string>,
): void {
  const added = new Map(changed);
  const results = day.results.map((row) => {
    const key = keyOf(row);
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
