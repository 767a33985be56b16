import { inReadTransaction } from '../db/dialect';
import { findEventById, type Epoch } from '../db/eventRepository';
import { loadOnCourse } from '../db/onCourseRepository';
import { loadRaceDay } from '../db/raceDayRepository';
import { isPublic } from '../domain/lifecycle';
import { shownRaces } from '../domain/hiddenRaces';
import { withBestRunPartners } from '../domain/raceType';
import { filterByCategory, indexRaceDay, resultList } from '../domain/resultList';
import { composeSnapshot } from '../domain/snapshot';
import { raceNotFound } from '../errors';
import type { Structure } from './EventState';
import { deflateWell } from './deflate';
import type { ReaderParts } from './Reader';

/** JSON, and the same as a deflate block without history. */
export interface LoadedPart {
  bytes: Uint8Array;
  deflated: Uint8Array;
}

/** An event as it is read from the database, in one consistent read. */
export interface LoadedState {
  /** The last message that it contains. */
  seq: number;
  /** The event's. */
  epochs: Epoch[];
  structure: Structure;
  /** One for each public race; the races of a pair share their results. */
  lists: { raceId: string; results: LoadedPart; startlist: LoadedPart }[];
}

/** Everything the public may know of the event; null where it is gone, or a draft again. */
export function loadState(
  { db, showsViewers, prefix }: ReaderParts,
  event: number,
): Promise<LoadedState | null> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    if (!stored || !isPublic(stored.status)) return null;
    const index = indexRaceDay(await loadRaceDay(trx, event));
    const onCourse = await loadOnCourse(trx, event);
    const { results, startlists, ...structure } = composeSnapshot({ ...stored, prefix }, index, onCourse);
    if (showsViewers && stored.viewers !== null) structure.viewers = stored.viewers;
    const made = new Map<object, LoadedPart>();
    const partOf = (rows: object): LoadedPart => {
      const known = made.get(rows) ?? loadedPart(rows);
      made.set(rows, known);
      return known;
    };
    const lists = Object.entries(results).map(([raceId, rows]) => ({
      raceId,
      results: partOf(rows),
      startlist: partOf(startlists[raceId] ?? []),
    }));
    return { seq: stored.lastSeq, epochs: stored.epochs, structure, lists };
  });
}

/** A race's detailed rows, of one category where that is named. Throws 404 where the public does not see the race. */
export function loadDetails(
  { db }: ReaderParts,
  event: number,
  raceId: string,
  catId: string | null,
): Promise<LoadedPart> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    if (!stored || !isPublic(stored.status)) throw raceNotFound(raceId);
    const index = indexRaceDay(
      await loadRaceDay(trx, event, { resultsOf: (races) => withBestRunPartners(races, new Set([raceId])) }),
    );
    const race = index.raceById.get(raceId);
    if (!race || !shownRaces(stored.config, index)(race)) throw raceNotFound(raceId);
    const rows = resultList(race, index, { detailed: true });
    return loadedPart(catId === null ? rows : filterByCategory(rows, catId));
  });
}

function loadedPart(value: object): LoadedPart {
  // Not from the pool: the bytes are given to another thread.
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { bytes, deflated: new Uint8Array(deflateWell(bytes)) };
}
