import type { MergeStrategy } from '../db/eventRepository';
import type { StoredRaceDay, StoredResult } from '../db/raceDayRepository';
import { raceTypeOf } from '../domain/raceType';
import type { RaceDay } from '../domain/records';
import { changesBetween } from './changesBetween';
import { resultKey, type ResultKey } from './resultKey';
import { knownRun } from './knownRun';
import { mergeExported, mergeLive, outlivesExport } from './mergeStrategy';
import type { PushedResult } from './readPushes';
import type { SkippedParts } from './skipped';

/** Blanks inside a bib count as one: `t   12` is the feed's `t 12`. */
const bibKey = (raceId: string, bib: string | null): string =>
  `${raceId}\u0000${bib?.replace(/\s+/g, ' ') ?? ''}`;

/**
 * The result rows that a push changes, by key; of two rows of one athlete the last holds. Rows of races or athletes that
 * the export does not have, and rows that leave open what the run is, are left out and told.
 */
export function mergePushed(
  day: StoredRaceDay,
  rows: readonly PushedResult[],
  { strategy, now, skipped }: { strategy: MergeStrategy; now: number; skipped: SkippedParts },
): Map<ResultKey, StoredResult> {
  const stored = new Map(day.results.map((row) => [resultKey(row), row]));
  const byBib = new Map(day.results.map((row) => [bibKey(row.raceId, row.bib), row.participantId]));
  const races = new Map(day.races.map((race) => [race.raceId, race]));
  const participants = new Map(day.participants.map((one) => [one.participantId, one]));
  const changed = new Map<ResultKey, StoredResult>();

  for (const pushed of rows) {
    const { row, raceId, bib } = pushed;
    const leaveOut = (reason: string) => {
      skipped.add({ row, reason, raceId, ...(bib !== null && { bib }) });
    };
    const race = races.get(raceId);
    if (!race) {
      leaveOut('the export has no such race');
      continue;
    }
    const participantId = pushed.participantId ?? byBib.get(bibKey(raceId, bib)) ?? '';
    const participant = participants.get(participantId);
    if (!participant) {
      leaveOut('the export has no such athlete');
      continue;
    }
    const key = resultKey({ raceId, participantId });
    const old =
      changed.get(key) ?? stored.get(key) ?? lateEntry(raceId, participantId, bib ?? participant.eventBib);
    if (!old) {
      leaveOut('is not in the start list, and neither the row nor the entry has a bib');
      continue;
    }
    const run = knownRun(pushed, old, raceTypeOf(race.disId));
    if (!run) {
      leaveOut('what can be read does not say what the run is, so the stored one stays');
      continue;
    }
    const merged = mergeLive(strategy, old, { ...run, isUnderReview: pushed.isUnderReview }, now);
    if (merged !== old) changed.set(key, merged);
  }
  const after = (key: ResultKey): StoredResult | undefined => changed.get(key) ?? stored.get(key);
  const changesOf = changesBetween(day.races, stored, after, { at: now, by: 'live' });
  for (const [key, row] of changed) changed.set(key, { ...row, changes: changesOf(row) });
  return changed;
}

/**
 * The race day to store when an export brings `day`: each row merged with the stored one, and rows that the export lacks
 * kept for as long as the live feed's word holds.
 */
export function mergeExport(
  strategy: MergeStrategy,
  stored: StoredRaceDay,
  day: RaceDay,
  now: number,
): StoredRaceDay {
  const known = new Map(stored.results.map((row) => [resultKey(row), row]));
  const before = new Map(known);
  const results = day.results.map((row) => {
    const old = before.get(resultKey(row));
    before.delete(resultKey(row));
    return mergeExported(strategy, old, row, now);
  });
  const races = new Set(day.races.map((race) => race.raceId));
  const participants = new Set(day.participants.map((participant) => participant.participantId));
  for (const old of before.values()) {
    const isKnown = races.has(old.raceId) && participants.has(old.participantId);
    if (isKnown && outlivesExport(strategy, old, now)) results.push(old);
  }
  const incoming = new Map(results.map((row) => [resultKey(row), row]));
  const changesOf = changesBetween(day.races, known, (key) => incoming.get(key), { at: now, by: 'export' });
  return { ...day, results: results.map((row) => ({ ...row, changes: changesOf(row) })) };
}

/** The row of an athlete whom the export knows, but not in this race; null without a bib to show it under. */
function lateEntry(raceId: string, participantId: string, bib: string | null): StoredResult | null {
  if (bib === null) return null;
  return {
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
    faults: null,
    prev: null,
    isUnderReview: false,
    changes: [],
    liveAt: null,
  };
}
