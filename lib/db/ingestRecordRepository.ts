import type { Executor } from './dialect';

/**
 * What was done to an event and when. Imports and settings are kept one by one, as an audit; the
 * live pushes, of which a season has a hundred thousand, are only counted.
 */
export async function recordIngest(
  trx: Executor,
  event: number,
  record: { kind: string; at: number; detail: unknown },
): Promise<void> {
  await trx('ingest_records').insert({
    event,
    kind: record.kind,
    at: record.at,
    count: 1,
    detail: JSON.stringify(record.detail),
  });
}

/** Adds one to the event's counter of `kind`; `at` is the time of the newest. */
export async function countIngest(trx: Executor, event: number, kind: string, at: number): Promise<void> {
  const counted = await trx('ingest_records').where({ event, kind }).increment('count', 1).update({ at });
  if (counted === 0) await trx('ingest_records').insert({ event, kind, at, count: 1, detail: null });
}
