import type { Knex } from 'knex';
import { findBoardImage } from '../db/boardRepository';
import { inReadTransaction } from '../db/dialect';
import { findEventById, findHeads, findImage, listEvents, type Epoch } from '../db/eventRepository';
import { messagesAfter, type JournalMessage } from '../db/journalRepository';
import { isPublic, type EventStatus } from '../domain/lifecycle';
import { publicEvent } from '../domain/publicEvent';
import type { PublicEvent } from '../domain/views';
import { loadAthlete } from './loadAthlete';
import { loadDetails, loadState } from './loadState';

/** What every reading operation is handed. */
export interface ReaderParts {
  db: Knex;
  /** Whether snapshots say how many watch. */
  showsViewers: boolean;
  /** What stands before the server's paths. */
  prefix: string;
}

/** What the journal holds after a message, and how the event stood then. */
export interface ReadJournal {
  messages: JournalMessage[];
  epochs: Epoch[];
  lastSeq: number;
  /** Messages up to and including this one are no longer held. */
  floor: number;
  status: EventStatus;
}

/** The event's messages after `seq`, in one consistent read; null where the event is gone. */
function readJournal({ db }: ReaderParts, event: number, seq: number): Promise<ReadJournal | null> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    if (!stored) return null;
    const { epochs, lastSeq, journalFloor: floor, status } = stored;
    return {
      messages: await messagesAfter(trx, event, Math.max(seq, floor)),
      epochs,
      lastSeq,
      floor,
      status,
    };
  });
}

/** How far an event has come. */
export interface EventHead {
  event: number;
  lastSeq: number;
  status: EventStatus;
}

/** How far these events have come; those that are gone are left out. */
const readHeads = ({ db }: ReaderParts, events: number[]): Promise<EventHead[]> => findHeads(db, events);

/** The events that the public sees, the newest first. */
async function readEvents({ db, prefix }: ReaderParts): Promise<PublicEvent[]> {
  const shown = (await listEvents(db)).filter(({ status }) => isPublic(status));
  const events = shown.map((event): PublicEvent => {
    const listed = publicEvent({ ...event, prefix });
    return event.archivedAt === null ? listed : { ...listed, isArchived: true };
  });
  return events.sort((a, b) => dateOf(b.startDate) - dateOf(a.startDate));
}

const dateOf = (date: string | null): number => (date === null ? -Infinity : Date.parse(date));

/** The image of an event that the public sees; null where there is none. */
function readImage({ db }: ReaderParts, event: number): Promise<Uint8Array | null> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    return stored && isPublic(stored.status) ? findImage(trx, event) : null;
  });
}

/** A picture of boards, by its name; null where there is none. */
function readBoardImage(
  { db }: ReaderParts,
  event: number,
  name: string,
): Promise<{ type: string; bytes: Uint8Array } | null> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    return stored && isPublic(stored.status) ? findBoardImage(trx, event, name) : null;
  });
}

/** Everything that is read for the public: each takes a reader's own connection. */
export const READING = {
  loadState,
  loadDetails,
  loadAthlete,
  readJournal,
  readHeads,
  readEvents,
  readImage,
  readBoardImage,
};

type WithoutParts<F> = F extends (parts: ReaderParts, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/** Who reads the database for those who watch; `threadReader` does it off the main thread. */
export type Reader = { [Name in keyof typeof READING]: WithoutParts<(typeof READING)[Name]> } & {
  close: () => Promise<void>;
};

/** A reader in this very thread. It does not own `db`. */
export function localReader(parts: ReaderParts): Reader {
  return {
    loadState: (event) => loadState(parts, event),
    loadDetails: (event, raceId, catId) => loadDetails(parts, event, raceId, catId),
    loadAthlete: (event, key) => loadAthlete(parts, event, key),
    readJournal: (event, seq) => readJournal(parts, event, seq),
    readHeads: (events) => readHeads(parts, events),
    readEvents: () => readEvents(parts),
    readImage: (event) => readImage(parts, event),
    readBoardImage: (event, name) => readBoardImage(parts, event, name),
    close: () => Promise.resolve(),
  };
}
