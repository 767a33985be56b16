import type { Executor } from './dialect';

/** What can be done to an event. */
export type AuditKind =
  'create' | 'edit' | 'key' | 'status' | 'config' | 'refresh' | 'xml' | 'correct' | 'board';

/** Something that was done to an event. */
export interface AuditEntry {
  kind: AuditKind;
  /** Milliseconds since 1970. */
  at: number;
  /** Who did it, in words; null where that was not kept. */
  by: string | null;
  detail: unknown;
}

interface RecordRow {
  id: number;
  event: number;
  kind: AuditKind;
  at: number;
  done_by: string | null;
  detail: string | null;
}

/** Keeps what was done. Live pushes, of which a season has a hundred thousand, are only counted: see `feedRepository`. */
export async function recordDone(
  trx: Executor,
  event: number,
  { kind, at, by, detail }: AuditEntry,
): Promise<void> {
  await trx('ingest_records').insert({ event, kind, at, done_by: by, detail: JSON.stringify(detail) });
}

/** What was done to an event, the newest first: at most `limit` entries, of those before the one with the id `before`. */
export async function listDone(
  db: Executor,
  event: number,
  { before, limit }: { before: number | null; limit: number },
): Promise<(AuditEntry & { id: number })[]> {
  const query = db<RecordRow>('ingest_records').where('event', event).orderBy('id', 'desc').limit(limit);
  if (before !== null) void query.where('id', '<', before);
  return (await query).map(({ id, kind, at, done_by: by, detail }) => ({
    ...{ id, kind, at, by },
    detail: detail === null ? null : (JSON.parse(detail) as unknown),
  }));
}

/** Forgets what was done before `before`, in milliseconds since 1970, of all events. */
export async function forgetDone(db: Executor, before: number): Promise<void> {
  // Looked for first, for a deletion would take SQLite's lock for nothing.
  const due = await db<RecordRow>('ingest_records').where('at', '<', before).first('id');
  if (due) await db('ingest_records').where('at', '<', before).delete();
}
