import { inWriteTransaction } from '../db/dialect';
import { countRefused, type Refusal } from '../db/feedRepository';
import type { IngestKind } from '../domain/lifecycle';
import type { Ingest } from './Ingest';

/** Keeps that something which the timing sent was refused, and why, for whoever looks after the event (its internal id). */
export async function countRefusal(
  ingest: Ingest,
  event: number,
  kind: IngestKind,
  refusal: Refusal,
): Promise<void> {
  await inWriteTransaction(ingest.db, (trx) =>
    countRefused(trx, event, kind, { at: ingest.clock(), refusal }),
  );
}
