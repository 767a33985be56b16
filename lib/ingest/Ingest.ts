import type { Knex } from 'knex';
import { AppError, eventNotFound } from '../errors';
import {
  appendMessages,
  pruneJournal,
  type Commit,
  type EventEnding,
  type JournalMessage,
} from '../db/journalRepository';
import { findEvent, listEvents, lockEvent, type StoredEvent } from '../db/eventRepository';
import type { Executor } from '../db/dialect';
import { acceptsIngest, type IngestKind } from '../domain/lifecycle';
import type { DiffData } from '../domain/views';
import { withEpochOf } from './epochs';

export interface IngestOptions {
  /** Derives API keys. */
  keySecret: string;
  /** An on-course entry that was not refreshed for this long is gone, in milliseconds. */
  onCourseExpiryMs: number;
  /** How long the journal holds messages, in milliseconds. */
  journalMaxAgeMs: number;
  /** How many messages of an event the journal holds at most. */
  journalMaxMessages: number;
  /** Whether snapshots say how many watch. */
  showsViewers: boolean;
}

/** What every use case is handed. */
export interface Ingest {
  db: Knex;
  /** Random text of this writer's own, new at each start. */
  writerId: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  options: IngestOptions;
  /** Called once after each transaction that has something to say, in commit order per event. */
  onCommit: (commit: Commit) => void;
}

/** Parts of a diff that a newer one of the same part makes worthless. */
const SUPERSEDED = ['oncourse', 'viewers', 'timing'] as const;

/** One event, taken for the length of a transaction. */
export class EventTransaction {
  readonly messages: JournalMessage[] = [];
  ending: EventEnding | null = null;

  constructor(
    readonly trx: Executor,
    readonly event: StoredEvent,
    /** Milliseconds since 1970. */
    readonly now: number,
  ) {}

  /** Says to every subscriber: drop what you have, here is everything. */
  announceFull(): void {
    this.append({ kind: 'full', topic: null, raceId: null, body: null });
  }

  /** Says what changed. What a newer message replaces has a topic, so only the newest of it is kept. */
  announceDiff(data: DiffData): void {
    const topic = SUPERSEDED.find((part) => data[part] !== undefined) ?? null;
    this.append({ kind: 'diff', topic, raceId: data.raceId ?? null, body: JSON.stringify(data) });
  }

  private append(message: Omit<JournalMessage, 'seq' | 'at'>): void {
    const seq = this.event.lastSeq + this.messages.length + 1;
    this.messages.push({ ...message, seq, at: this.now });
  }
}

/**
 * Runs `work` as the only transaction on the event: its rows and its journal messages are committed
 * together or not at all, and only then told to those who watch.
 */
export async function inEvent<T>(
  ingest: Ingest,
  eventId: string,
  work: (transaction: EventTransaction) => Promise<T>,
): Promise<T> {
  const found = await findEvent(ingest.db, eventId);
  if (!found) throw eventNotFound(eventId);
  const { answer, commit } = await ingest.db.transaction(async (trx) => {
    const event = await lockEvent(trx, found.id);
    if (!event) throw eventNotFound(eventId);
    const transaction = new EventTransaction(trx, event, ingest.clock());
    const done = await work(transaction);
    const { messages, ending } = transaction;
    const epochs = messages.length > 0 ? withEpochOf(ingest.writerId, event) : event.epochs;
    await appendMessages(trx, event, messages, epochs);
    return { answer: done, commit: { event: event.id, messages, epochs, ending } };
  });
  if (commit.messages.length > 0 || commit.ending) ingest.onCommit(commit);
  return answer;
}

/** Refuses an ingest that the event's state does not allow, with 403. */
export function guardState(event: StoredEvent, kind: IngestKind): void {
  if (acceptsIngest(event.status, kind)) return;
  throw new AppError(
    403,
    'IngestNotAllowed',
    `An event in state "${event.status}" accepts no ${kind}; ${WHEN_ACCEPTED[kind]}.`,
    { currentStatus: event.status },
  );
}

const WHEN_ACCEPTED: Record<IngestKind, string> = {
  xml: 'exports are accepted in every state but official',
  results: 'results are accepted while the event is running or finished',
  oncourse: 'on-course data is accepted while the event is running',
};

/** Forgets journal messages past the bounds of age and number, in all events. */
export async function pruneJournals({
  db,
  clock,
  options,
}: Pick<Ingest, 'db' | 'clock'> & {
  options: Pick<IngestOptions, 'journalMaxAgeMs' | 'journalMaxMessages'>;
}): Promise<void> {
  for (const { id } of await listEvents(db)) {
    await db.transaction(async (trx) => {
      const event = await lockEvent(trx, id);
      const bounds = { before: clock() - options.journalMaxAgeMs, keep: options.journalMaxMessages };
      if (event) await pruneJournal(trx, event, bounds);
    });
  }
}
