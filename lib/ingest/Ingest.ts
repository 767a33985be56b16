import type { Knex } from 'knex';
import { AppError, eventNotFound } from '../errors';
import {
  appendMessages,
  eventsToPrune,
  pruneJournal,
  tellOthers,
  type Commit,
  type EventEnding,
  type JournalMessage,
} from '../db/journalRepository';
import { lockEvent, updateEvent, type EventChange, type StoredEvent } from '../db/eventRepository';
import { loadRaceDay } from '../db/raceDayRepository';
import { inWriteTransaction, type Executor } from '../db/dialect';
import { acceptsIngest, isPublic, type IngestKind } from '../domain/lifecycle';
import type { DiffData } from '../domain/views';
import { withEpochOf } from './epochs';
import { HeldRaceDay } from './HeldRaceDay';
import type { HeldRaceDays } from './HeldRaceDays';

export interface IngestOptions {
  /** Derives API keys. */
  keySecret: string;
  /** An on-course entry that was not refreshed for this long is gone, in milliseconds. */
  onCourseExpiryMs: number;
  /** How long the journal holds messages, in milliseconds. */
  journalMaxAgeMs: number;
  /** How many messages of an event the journal holds at most. */
  journalMaxMessages: number;
  /** How long it is kept what was done to events, in milliseconds. */
  auditMaxAgeMs: number;
  /** Whether snapshots say how many watch. */
  showsViewers: boolean;
  /** What stands before the server's paths; none where not given. */
  prefix?: string;
}

/** What every use case is handed. */
export interface Ingest {
  db: Knex;
  /** Random text of this writer's own, new at each start. */
  writerId: string;
  /** The race days that this writer last read or wrote. */
  raceDays: HeldRaceDays;
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
  private readonly changes: EventChange = {};
  private held: HeldRaceDay | null = null;

  constructor(
    readonly trx: Executor,
    /** As it was when it was taken. */
    readonly event: StoredEvent,
    private readonly ingest: Ingest,
    /** Milliseconds since 1970. */
    readonly now: number,
  ) {}

  /** Changes the event itself; written at the end, with all else that changes of it. */
  change(change: EventChange): void {
    Object.assign(this.changes, change);
  }

  /** The event's race day: what the writer knows of it, read only where another process has written since. */
  async raceDay(): Promise<HeldRaceDay> {
    const { id, revision } = this.event;
    this.held ??= this.ingest.raceDays.get(id, revision) ?? HeldRaceDay.of(await loadRaceDay(this.trx, id));
    return this.held;
  }

  /** To be called by who has written rows of the race day: this is what is stored now. */
  hasStored(day: HeldRaceDay): void {
    this.held = day;
    this.change({ revision: this.event.revision + 1 });
  }

  /** Writes what is left to write; answers what to tell of it once it is committed. */
  async finish(): Promise<Commit> {
    const { event, messages, ending } = this;
    await appendMessages(this.trx, event.id, messages);
    const last = messages.at(-1);
    const epochs = last ? withEpochOf(this.ingest.writerId, event) : event.epochs;
    if (last) this.change({ lastSeq: last.seq, ...(epochs !== event.epochs && { epochs }) });
    if (Object.keys(this.changes).length > 0) await updateEvent(this.trx, event.id, this.changes);
    if (ending) await tellOthers(this.trx, null);
    else if (last) await tellOthers(this.trx, { event: event.id, seq: last.seq });
    return { event: event.id, eventId: event.eventId, messages, epochs, ending };
  }

  /** To be called after the commit, for before it this may not come true. */
  hold(): void {
    const revision = this.changes.revision ?? this.event.revision;
    if (this.ending === 'deleted') this.ingest.raceDays.forget(this.event.id);
    else if (this.held) this.ingest.raceDays.hold(this.event.id, revision, this.held);
  }

  /** What a snapshot says of the event. */
  get facts(): StoredEvent & { prefix: string } {
    return { ...this.event, prefix: this.ingest.options.prefix ?? '' };
  }

  /** Says to every subscriber: drop what you have, here is everything. */
  announceFull(): void {
    this.append({ kind: 'full', topic: null, raceId: null, body: null });
  }

  /** Says to every subscriber: what you have may be wrong, read it anew. */
  announceRefresh(): void {
    this.append({ kind: 'refresh', topic: null, raceId: null, body: null });
  }

  /** Says what changed. What a newer message replaces has a topic, so only the newest of it is kept. */
  announceDiff(data: DiffData): void {
    const topic = SUPERSEDED.find((part) => data[part] !== undefined) ?? null;
    this.append({ kind: 'diff', topic, raceId: data.raceId ?? null, body: JSON.stringify(data) });
  }

  /** Of a draft nothing is said: whoever resumes later would read in the journal what was never published. */
  private append(message: Omit<JournalMessage, 'seq' | 'at'>): void {
    if (!isPublic(this.changes.status ?? this.event.status)) return;
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
  const { answer, commit, transaction } = await inWriteTransaction(ingest.db, async (trx) => {
    const event = await lockEvent(trx, eventId);
    if (!event) throw eventNotFound(eventId);
    const taken = new EventTransaction(trx, event, ingest, ingest.clock());
    const done = await work(taken);
    return { answer: done, commit: await taken.finish(), transaction: taken };
  });
  transaction.hold();
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
  const bounds = { before: clock() - options.journalMaxAgeMs, keep: options.journalMaxMessages };
  // Of several processes the first one does it; those after it find nothing to do, and take no lock for that.
  for (const eventId of await eventsToPrune(db, bounds)) {
    await inWriteTransaction(db, async (trx) => {
      const event = await lockEvent(trx, eventId);
      if (event) await pruneJournal(trx, event, bounds);
    });
  }
}
