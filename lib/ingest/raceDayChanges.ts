import { putResults, type StoredResult } from '../db/raceDayRepository';
import { raceChanges, resultChanges } from '../domain/changes';
import { shownRaces, type IsShown } from '../domain/hiddenRaces';
import type { RaceRecord } from '../domain/records';
import { resultList } from '../domain/resultList';
import { same } from '../domain/same';
import type { DiffData, PublicResult } from '../domain/views';
import type { HeldRaceDay } from './HeldRaceDay';
import type { EventTransaction } from './Ingest';

/**
 * What to tell of pushed results: the rows that the public sees differently, race by race; `removed` where rows that share
 * a bib cannot be told apart.
 */
export function runChanges(
  before: HeldRaceDay,
  after: HeldRaceDay,
  touched: ReadonlySet<string>,
  isShown: IsShown,
): DiffData[] | 'removed' {
  const diffs: DiffData[] = [];
  // The two runs of a pair show one list, which is compared once.
  const compared = new Map<PublicResult[], ReturnType<typeof resultChanges>>();
  const raceIds = new Set([...touched].flatMap((raceId) => [...after.withPartner(raceId)]));
  for (const race of after.index.races) {
    if (!raceIds.has(race.raceId) || !isShown(race)) continue;
    const was = listsOf(before, race);
    const is = listsOf(after, race);
    const results = compared.get(is.results) ?? resultChanges(was.results, is.results);
    compared.set(is.results, results);
    const diff = raceChanges(race.raceId, was, is, results);
    if (diff === 'removed') return diff;
    if (diff) diffs.push(diff);
  }
  return diffs;
}

/** Stores these rows, and tells how the public sees them now. */
export async function storeRuns(
  transaction: EventTransaction,
  before: HeldRaceDay,
  rows: StoredResult[],
): Promise<void> {
  if (rows.length === 0) return;
  const { trx, event } = transaction;
  await putResults(trx, event.id, rows);
  const after = before.withRuns(rows);
  transaction.hasStored(after);
  const isShown = shownRaces(event.config, after.index);
  const diffs = runChanges(before, after, new Set(rows.map(({ raceId }) => raceId)), isShown);
  if (diffs === 'removed') transaction.announceFull();
  else for (const diff of withDetailChanges(diffs, before, after, isShown)) transaction.announceDiff(diff);
}

const listsOf = (day: HeldRaceDay, race: RaceRecord) => ({
  results: day.resultList(race),
  startlist: day.startList(race),
});

/**
 * Adds to the diffs from one race day to the next what they do not show: of a race none of whose rows changed, but the
 * gates, times of day or course that its detailed list has, empty results say that the details are to be read anew.
 */
export function withDetailChanges(
  diffs: DiffData[],
  before: HeldRaceDay,
  after: HeldRaceDay,
  isShown: IsShown,
): DiffData[] {
  const told = new Map(diffs.flatMap((diff) => (diff.raceId === undefined ? [] : [[diff.raceId, diff]])));
  const all = [...diffs];
  const compared = new Map<PublicResult[], boolean>();
  for (const race of after.index.races) {
    const diff = told.get(race.raceId);
    if (!isShown(race) || diff?.results) continue;
    if (after.hasSameRace(before, race.raceId) && after.hasSameGates(before)) continue;
    const list = after.resultList(race);
    const isChanged = compared.get(list) ?? haveDetailsChanged(race, before, after);
    compared.set(list, isChanged);
    if (!isChanged) continue;
    if (diff) diff.results = [];
    else all.push({ raceId: race.raceId, results: [] });
  }
  return all;
}

function haveDetailsChanged(race: RaceRecord, before: HeldRaceDay, after: HeldRaceDay): boolean {
  const known = before.index.raceById.get(race.raceId);
  if (!known) return false;
  return !same(
    resultList(known, before.index, { detailed: true }),
    resultList(race, after.index, { detailed: true }),
  );
}
