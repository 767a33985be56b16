import type { EventNews } from './watch/CommitWatch';
import { NOTIFY_CHANNEL, payloadOf } from './watch/watchPostgres';
import { isOnPostgres, type Executor } from './dialect';
import { updateEvent, type Epoch, type StoredEvent } from './eventRepository';

/** One message of an event's journal. A `full` has no body: it is composed when it is read. */
export interface JournalMessage {
  seq: number;
  kind: 'full' | 'diff' | 'refresh';
  /** Messages of one topic supersede one another: only the newest is kept. */
  topic: string | null;
  /** The race whose results it tells of; null for every other message. */
  raceId: string | null;
  /** JSON text of the message's `data`; null where it has none. */
  body: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** Why an event's streams end; each has its words in `lib/domain/endings`. */
export type EventEnding = 'official' | 'deleted' | 'unpublished';

/** What one committed transaction means for those who watch the event. */
export interface Commit {
  /** The event's internal id. */
  event: number;
  eventId: string;
  messages: JournalMessage[];
  /** The event's, these messages' among them. */
  epochs: Epoch[];
  ending: EventEnding | null;
}

interface JournalRow extends Omit<JournalMessage, 'raceId'> {
  event: number;
  race_id: string | null;
}

/** Appends the messages and drops those that they supersede. The event's last sequence number is the caller's to move. */
export async function appendMessages(
  trx: Executor,
  event: number,
  messages: JournalMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  for (const topic of new Set(messages.flatMap((message) => message.topic ?? []))) {
    await trx('live_messages').where({ event, topic }).delete();
  }
  await trx('live_messages').insert(
    messages.map(({ raceId, ...message }) => ({ ...message, race_id: raceId, event })),
  );
}

/** The event's messages after `seq`, in order. */
export async function messagesAfter(db: Executor, event: number, seq: number): Promise<JournalMessage[]> {
  return db<JournalRow>('live_messages')
    .where('event', event)
    .where('seq', '>', seq)
    .orderBy('seq')
    .select('seq', 'kind', 'topic', 'race_id as raceId', 'body', 'at');
}

/** What the journal keeps: messages since `before` (milliseconds), of each event the newest `keep`. */
export interface JournalBounds {
  before: number;
  keep: number;
}

/** The public ids of events that have messages to be forgotten. */
export async function eventsToPrune(db: Executor, { before, keep }: JournalBounds): Promise<string[]> {
  const rows = await db('live_messages')
    .join('events', 'events.id', 'live_messages.event')
    .where('live_messages.at', '<', before)
    .orWhere('live_messages.seq', '<=', db.raw('events.last_seq - ?', [keep]))
    .distinct<{ eventId: string }[]>('events.event_id as eventId');
  return rows.map(({ eventId }) => eventId);
}

/** Forgets messages that are out of bounds, and epochs whose cursors all lead to forgotten messages. */
export async function pruneJournal(trx: Executor, event: StoredEvent, bounds: JournalBounds): Promise<void> {
  const newest = await trx<JournalRow>('live_messages')
    .where('event', event.id)
    .where((either) => {
      void either.where('at', '<', bounds.before).orWhere('seq', '<=', event.lastSeq - bounds.keep);
    })
    .orderBy('seq', 'desc')
    .first('seq');
  const floor = newest?.seq ?? null;
  if (floor === null) return;
  await trx('live_messages').where('event', event.id).where('seq', '<=', floor).delete();
  const epochs = event.epochs.filter((_, i) => (event.epochs[i + 1]?.firstSeq ?? Infinity) > floor);
  await updateEvent(trx, event.id, { journalFloor: floor, epochs });
}

/** Has other processes look, once the transaction is committed; null for what is no message. SQLite needs no word of it. */
export async function tellOthers(trx: Executor, news: EventNews | null): Promise<void> {
  if (isOnPostgres(trx)) await trx.raw('SELECT pg_notify(?, ?)', [NOTIFY_CHANNEL, payloadOf(news)]);
}

/** How many messages of all events are held. */
export async function countMessages(db: Executor): Promise<number> {
  const row = await db('live_messages').count<{ count: number | string }>({ count: '*' }).first();
  return Number(row?.count ?? 0);
}
