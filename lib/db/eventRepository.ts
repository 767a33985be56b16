import { randomUUID } from 'node:crypto';
import type { EventStatus } from '../domain/lifecycle';
import type { EventDetails } from '../domain/records';
import type { PublicConfig } from '../domain/views';
import type { Executor } from './dialect';

/** How results of an export and of the live feed are merged; see `lib/ingest/mergeStrategy`. */
export const MERGE_STRATEGIES = ['live-first', 'xml-first', 'latest'] as const;
export type MergeStrategy = (typeof MERGE_STRATEGIES)[number];

export interface EventConfig extends PublicConfig {
  mergeStrategy: MergeStrategy;
  /** Ids of races that the public does not see. */
  hiddenRaces: string[];
}

export const DEFAULT_EVENT_CONFIG: EventConfig = {
  activeRaceId: null,
  displayMode: 'detailed',
  showOnCourse: true,
  announcement: null,
  mergeStrategy: 'live-first',
  hiddenRaces: [],
};

/** What exports said of the event. */
export interface ExportedDetails extends EventDetails {
  /** The widest dates that any of them gave; the API key's window is widened by them and never narrowed again. */
  keyDates: { startDate: string | null; endDate: string | null };
}

/**
 * A part of an event's history: the messages from `firstSeq` up to the next epoch's. Each start of a writer begins
 * one, so that a number that is used again, because a database was put back, is of another epoch.
 */
export interface Epoch {
  /** Random text. */
  epoch: string;
  firstSeq: number;
}

/** An event as stored. Timestamps are milliseconds since 1970. */
export interface StoredEvent {
  /** Internal; never leaves the server. */
  id: number;
  eventId: string;
  status: EventStatus;
  statusChangedAt: number;
  /** What the administrator entered; these dates set the API key's window. */
  admin: EventDetails;
  /** What the last export said; null before the first. */
  exported: ExportedDetails | null;
  config: EventConfig;
  imageType: string | null;
  keyVersion: number;
  /** SHA-256 of the API key, hex. The key itself is derived, not stored. */
  keyHash: string;
  /** The key's that was replaced last, and until when it works still; null before that. */
  previousKeyHash: string | null;
  previousKeyUntil: number | null;
  /** Of all messages that are still held, in order; see `lib/live/cursor`. */
  epochs: Epoch[];
  lastSeq: number;
  /** Messages up to and including this sequence number are no longer held. */
  journalFloor: number;
  createdAt: number;
  /** How many watch, as was last said, and when; null before that. */
  viewers: number | null;
  viewersAt: number | null;
  /** When the timing was last heard of, as the public was last told; null before that. */
  heardAt: number | null;
  /** Whether somebody was on the course when the timing fell silent. */
  isMidRun: boolean;
  /** Raised by each transaction that writes classes, participants, races, courses or results. */
  revision: number;
  /** Since when the event is in the archive, in milliseconds since 1970; null where it is not. */
  archivedAt: number | null;
  /** When the API key works, where the organiser said so; null for what follows from the dates. */
  keyWindow: KeyBounds | null;
}

/** Bounds in milliseconds since 1970; null where there is none. */
export interface KeyBounds {
  from: number | null;
  until: number | null;
}

interface EventRow {
  id: number;
  event_id: string;
  status: EventStatus;
  status_changed_at: number;
  admin_details: string;
  export_details: string | null;
  config: string;
  image_type: string | null;
  key_version: number;
  key_hash: string;
  previous_key_hash: string | null;
  previous_key_until: number | null;
  epochs: string;
  last_seq: number;
  journal_floor: number;
  created_at: number;
  viewers: number | null;
  viewers_at: number | null;
  heard_at: number | null;
  /** SQLite has 0 and 1. */
  is_mid_run: boolean | number;
  revision: number;
  archived_at: number | null;
  key_window: string | null;
}

export async function listEvents(db: Executor): Promise<StoredEvent[]> {
  return (await db<EventRow>('events').orderBy('id', 'desc')).map(toEvent);
}

export async function findEvent(db: Executor, eventId: string): Promise<StoredEvent | null> {
  return one(await db('events').where('event_id', eventId));
}

export async function findEventById(db: Executor, id: number): Promise<StoredEvent | null> {
  return one(await db('events').where('id', id));
}

/** How far these events have come; those that are gone are left out. */
export async function findHeads(
  db: Executor,
  ids: number[],
): Promise<{ event: number; lastSeq: number; status: EventStatus }[]> {
  const rows = await db<EventRow>('events').whereIn('id', ids).select('id', 'last_seq', 'status');
  return rows.map(({ id, last_seq, status }) => ({ event: id, lastSeq: last_seq, status }));
}

/** The event whose key this is, or whose key it was before the last one; what that is worth is to be looked at. */
export async function findEventByKeyHash(db: Executor, keyHash: string): Promise<StoredEvent | null> {
  return one(await db('events').where('key_hash', keyHash).orWhere('previous_key_hash', keyHash));
}

/**
 * Takes the event for this transaction: until it ends, every other transaction that asks for the same
 * event waits. A write as the first statement does that on both databases: it takes PostgreSQL's
 * row lock, and SQLite's write lock before anything was read (a later upgrade could fail).
 */
export async function lockEvent(trx: Executor, eventId: string): Promise<StoredEvent | null> {
  return one(
    await trx('events')
      .where('event_id', eventId)
      .update({ last_seq: trx.ref('last_seq') })
      .returning('*'),
  );
}

/** Inserts the event and answers its internal id, null where its name is taken, also by who came just before. `keyHash` is set afterwards: a key derives from the id. */
export async function insertEvent(
  trx: Executor,
  event: Omit<
    StoredEvent,
    | 'id'
    | 'keyHash'
    | 'previousKeyHash'
    | 'previousKeyUntil'
    | 'viewers'
    | 'viewersAt'
    | 'heardAt'
    | 'isMidRun'
    | 'revision'
    | 'archivedAt'
    | 'keyWindow'
  >,
): Promise<number | null> {
  const [row] = await trx<EventRow>('events')
    .insert({
      event_id: event.eventId,
      status: event.status,
      status_changed_at: event.statusChangedAt,
      admin_details: JSON.stringify(event.admin),
      export_details: event.exported && JSON.stringify(event.exported),
      config: JSON.stringify(event.config),
      image_type: event.imageType,
      key_version: event.keyVersion,
      // Random: two that create one event at once may meet in the index of event ids only, or PostgreSQL sees a deadlock.
      key_hash: `unset:${randomUUID()}`,
      epochs: JSON.stringify(event.epochs),
      last_seq: event.lastSeq,
      journal_floor: event.journalFloor,
      created_at: event.createdAt,
    })
    .onConflict('event_id')
    .ignore()
    .returning('id');
  return row?.id ?? null;
}

/** What may change in an event. */
export type EventChange = Partial<
  Pick<
    StoredEvent,
    | 'status'
    | 'statusChangedAt'
    | 'admin'
    | 'exported'
    | 'config'
    | 'imageType'
    | 'keyVersion'
    | 'keyHash'
    | 'previousKeyHash'
    | 'previousKeyUntil'
    | 'epochs'
    | 'lastSeq'
    | 'journalFloor'
    | 'viewers'
    | 'viewersAt'
    | 'heardAt'
    | 'isMidRun'
    | 'revision'
    | 'archivedAt'
    | 'keyWindow'
  >
>;

/** Stores what has changed in an event. */
export async function updateEvent(trx: Executor, id: number, change: EventChange): Promise<void> {
  const row: Partial<EventRow> = {};
  if (change.status !== undefined) row.status = change.status;
  if (change.statusChangedAt !== undefined) row.status_changed_at = change.statusChangedAt;
  if (change.admin !== undefined) row.admin_details = JSON.stringify(change.admin);
  if (change.exported !== undefined) row.export_details = JSON.stringify(change.exported);
  if (change.config !== undefined) row.config = JSON.stringify(change.config);
  if (change.imageType !== undefined) row.image_type = change.imageType;
  if (change.keyVersion !== undefined) row.key_version = change.keyVersion;
  if (change.keyHash !== undefined) row.key_hash = change.keyHash;
  if (change.previousKeyHash !== undefined) row.previous_key_hash = change.previousKeyHash;
  if (change.previousKeyUntil !== undefined) row.previous_key_until = change.previousKeyUntil;
  if (change.epochs !== undefined) row.epochs = JSON.stringify(change.epochs);
  if (change.lastSeq !== undefined) row.last_seq = change.lastSeq;
  if (change.journalFloor !== undefined) row.journal_floor = change.journalFloor;
  if (change.viewers !== undefined) row.viewers = change.viewers;
  if (change.viewersAt !== undefined) row.viewers_at = change.viewersAt;
  if (change.heardAt !== undefined) row.heard_at = change.heardAt;
  if (change.isMidRun !== undefined) row.is_mid_run = change.isMidRun;
  if (change.revision !== undefined) row.revision = change.revision;
  if (change.archivedAt !== undefined) row.archived_at = change.archivedAt;
  if (change.keyWindow !== undefined) row.key_window = change.keyWindow && JSON.stringify(change.keyWindow);
  await trx('events').where('id', id).update(row);
}

/** Deletes the event with everything that belongs to it. */
export async function deleteEvent(trx: Executor, id: number): Promise<void> {
  await trx('events').where('id', id).delete();
}

/** Stores the event's image in the place of the one that it had. */
export async function replaceImage(trx: Executor, event: number, bytes: Buffer | null): Promise<void> {
  await trx('event_images').where('event', event).delete();
  if (bytes) await trx('event_images').insert({ event, bytes });
}

export async function findImage(db: Executor, event: number): Promise<Buffer | null> {
  const row = await db<{ event: number; bytes: Buffer }>('event_images').where('event', event).first('bytes');
  return row?.bytes ?? null;
}

const one = (rows: unknown[]): StoredEvent | null => (rows[0] ? toEvent(rows[0] as EventRow) : null);

function toEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    eventId: row.event_id,
    status: row.status,
    statusChangedAt: row.status_changed_at,
    admin: JSON.parse(row.admin_details) as EventDetails,
    exported: row.export_details === null ? null : (JSON.parse(row.export_details) as ExportedDetails),
    // Defaults first: a setting that a later version adds has its default in older rows.
    config: { ...DEFAULT_EVENT_CONFIG, ...(JSON.parse(row.config) as Partial<EventConfig>) },
    imageType: row.image_type,
    keyVersion: row.key_version,
    keyHash: row.key_hash,
    previousKeyHash: row.previous_key_hash,
    previousKeyUntil: row.previous_key_until,
    epochs: JSON.parse(row.epochs) as Epoch[],
    lastSeq: row.last_seq,
    journalFloor: row.journal_floor,
    createdAt: row.created_at,
    viewers: row.viewers,
    viewersAt: row.viewers_at,
    heardAt: row.heard_at,
    isMidRun: Boolean(row.is_mid_run),
    revision: row.revision,
    archivedAt: row.archived_at,
    keyWindow: row.key_window === null ? null : (JSON.parse(row.key_window) as KeyBounds),
  };
}
