import type { IngestKind } from '../domain/lifecycle';
import type { Executor } from './dialect';

/** Why something that was sent was not taken. */
export interface Refusal {
  /** As the answer's `error`. */
  code: string;
  message: string;
}

/** How one kind of what the timing sends stands. Timestamps are milliseconds since 1970. */
export interface StoredFeed {
  kind: IngestKind;
  /** When something was last taken; null before that. */
  heardAt: number | null;
  /** How many were taken. */
  count: number;
  /** How long the last one was that was taken, and how many parts of it were left out. */
  bytes: number | null;
  skipped: number | null;
  refusedAt: number | null;
  refusals: number;
  /** The last of them. */
  refusal: Refusal | null;
}

interface FeedRow {
  event: number;
  kind: IngestKind;
  heard_at: number | null;
  count: number;
  bytes: number | null;
  skipped: number | null;
  refused_at: number | null;
  refusals: number;
  refusal: string | null;
}

/** Counts what was taken of an event's feed; `at` in milliseconds since 1970. */
export async function countTaken(
  trx: Executor,
  event: number,
  kind: IngestKind,
  { at, bytes, skipped }: { at: number; bytes: number; skipped: number },
): Promise<void> {
  const last = { heard_at: at, bytes, skipped };
  const counted = await trx('feeds').where({ event, kind }).increment('count', 1).update(last);
  if (counted === 0) await trx('feeds').insert({ event, kind, ...last, count: 1, refusals: 0 });
}

/** Counts what was refused of an event's feed, and keeps why. */
export async function countRefused(
  trx: Executor,
  event: number,
  kind: IngestKind,
  { at, refusal }: { at: number; refusal: Refusal },
): Promise<void> {
  const last = { refused_at: at, refusal: JSON.stringify(refusal) };
  const counted = await trx('feeds').where({ event, kind }).increment('refusals', 1).update(last);
  if (counted === 0) await trx('feeds').insert({ event, kind, ...last, count: 0, refusals: 1 });
}

/** When something last came of each feed of the events that are running. */
export async function runningFeeds(
  db: Executor,
): Promise<{ eventId: string; kind: IngestKind; heardAt: number }[]> {
  const rows = await db('feeds')
    .join('events', 'events.id', 'feeds.event')
    .where('events.status', 'running')
    .whereNotNull('feeds.heard_at')
    .select<{ event_id: string; kind: IngestKind; heard_at: number }[]>('event_id', 'kind', 'feeds.heard_at');
  return rows.map(({ event_id: eventId, kind, heard_at: heardAt }) => ({ eventId, kind, heardAt }));
}

/** The feeds of which something has come. */
export async function listFeeds(db: Executor, event: number): Promise<StoredFeed[]> {
  const rows = await db<FeedRow>('feeds').where('event', event);
  return rows.map((row) => ({
    kind: row.kind,
    heardAt: row.heard_at,
    count: row.count,
    bytes: row.bytes,
    skipped: row.skipped,
    refusedAt: row.refused_at,
    refusals: row.refusals,
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as Refusal),
  }));
}
