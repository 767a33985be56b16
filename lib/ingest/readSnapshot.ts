import { eventNotFound } from '../errors';
import { inReadTransaction } from '../db/dialect';
import { findEventById, type Epoch } from '../db/eventRepository';
import { loadOnCourse } from '../db/onCourseRepository';
import { loadRaceDay } from '../db/raceDayRepository';
import { indexRaceDay } from '../domain/resultList';
import { composeSnapshot } from '../domain/snapshot';
import type { Snapshot } from '../domain/views';
import type { Ingest } from './Ingest';

/** A part of the snapshot that a subscriber asked for. */
export interface View {
  /** Only what an event has before anyone starts: no results, start lists, on-course. */
  structureOnly: boolean;
  /** The races whose results are wanted; null for all. */
  races: string[] | null;
}

/** A snapshot that is true as of a sequence number. */
export interface TakenSnapshot {
  /** The last message that it contains. */
  seq: number;
  /** The event's. */
  epochs: Epoch[];
  /** Milliseconds since 1970. */
  at: number;
  /** JSON text of the `full` message's data, UTF-8. */
  body: Uint8Array;
}

/** Composes the event's snapshot in one consistent read. Throws 404 where the event is gone. */
export async function readSnapshot(ingest: Ingest, event: number, view: View): Promise<TakenSnapshot> {
  return inReadTransaction(ingest.db, async (trx) => {
    const stored = await findEventById(trx, event);
    if (!stored) throw eventNotFound(String(event));
    const index = indexRaceDay(await loadRaceDay(trx, stored.id));
    const onCourse = await loadOnCourse(trx, stored.id);
    const snapshot = viewed(composeSnapshot(stored, index, onCourse), view);
    if (ingest.options.showsViewers && stored.viewers !== null) snapshot.viewers = stored.viewers;
    return {
      seq: stored.lastSeq,
      epochs: stored.epochs,
      at: ingest.clock(),
      body: new TextEncoder().encode(JSON.stringify(snapshot)),
    };
  });
}

function viewed(snapshot: Snapshot, { structureOnly, races }: View): Partial<Snapshot> {
  if (structureOnly) {
    const { oncourse: _oncourse, results: _results, startlists: _startlists, ...structure } = snapshot;
    return structure;
  }
  if (races === null) return snapshot;
  const isWanted = ([raceId]: [string, unknown]) => races.includes(raceId);
  return {
    ...snapshot,
    results: Object.fromEntries(Object.entries(snapshot.results).filter(isWanted)),
    startlists: Object.fromEntries(Object.entries(snapshot.startlists).filter(isWanted)),
  };
}
