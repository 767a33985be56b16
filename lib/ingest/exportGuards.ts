import { AppError } from '../errors';
import type { StoredRaceDay } from '../db/raceDayRepository';
import type { RaceDay } from '../domain/records';
import { resultKey } from './resultKey';
import { hasRun } from './mergeStrategy';

/** The sections without which there is no race day, by the name that they have in an export. */
const SECTIONS = {
  Participants: 'participants',
  Classes: 'classes',
  Schedule: 'races',
  Results: 'results',
} as const;

/**
 * Refuses an export that has nothing of a section of which the event has something: it was written at a bad moment or is
 * another file, and would empty every screen.
 *
 * @throws {AppError} 422 `EmptyExport` that names the sections, in `missing` too.
 */
export function refuseEmptyExport(stored: StoredRaceDay, day: RaceDay): void {
  const missing = Object.entries(SECTIONS).filter(([, of]) => day[of].length === 0 && stored[of].length > 0);
  if (missing.length === 0) return;
  const lost = missing.map(([section, of]) => `no usable <${section}> (the event has ${stored[of].length})`);
  throw new AppError(
    422,
    'EmptyExport',
    `The export has ${lost.join(', ')}. Nothing was changed. If the event is to lose them, ` +
      'send the export again to /api/v1/ingest/xml?replace=all.',
    { missing: missing.map(([section]) => section) },
  );
}

/** How long after the live feed's last result a race counts as being run, in milliseconds. */
const LIVELY_MS = 10 * 60_000;
const IN_PROGRESS = 3;

/**
 * Sentences about races that are being run (in progress by Canoe123's number, or with results of the live feed of the last
 * ten minutes) and lose more than half of their rows or of their results.
 */
export function lossWarnings(stored: StoredRaceDay, wanted: StoredRaceDay, now: number): string[] {
  const after = new Map(wanted.results.map((row) => [resultKey(row), row]));
  return stored.races.flatMap(({ raceId, raceStatus }) => {
    const rows = stored.results.filter((row) => row.raceId === raceId);
    const isLively = rows.some(({ liveAt }) => liveAt !== null && now - liveAt < LIVELY_MS);
    if (raceStatus !== IN_PROGRESS && !isLively) return [];
    const runs = rows.filter(hasRun);
    const lostRows = rows.filter((row) => !after.has(resultKey(row))).length;
    const lostRuns = runs.filter((row) => {
      const left = after.get(resultKey(row));
      return !left || !hasRun(left);
    }).length;
    const lost =
      lostRuns * 2 > runs.length
        ? `${lostRuns} of its ${runs.length} results`
        : lostRows * 2 > rows.length
          ? `${lostRows} of the ${rows.length} athletes in its start list`
          : null;
    return lost === null ? [] : [`Race ${raceId} is being run, and this export takes away ${lost}.`];
  });
}
