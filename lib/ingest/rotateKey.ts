import { recordDone } from '../db/auditRepository';
import { inEvent, type Ingest } from './Ingest';
import { deriveApiKey, hashApiKey } from './keys';

/** Gives the event another API key; the one before works for `graceMs` more, and then is worthless. */
export async function rotateKey(
  ingest: Ingest,
  eventId: string,
  graceMs = 0,
  by: string | null = null,
): Promise<{ eventId: string; apiKey: string; previousUntil: number }> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    const keyVersion = event.keyVersion + 1;
    const apiKey = deriveApiKey(ingest.options.keySecret, event.id, keyVersion);
    const previousUntil = now + graceMs;
    transaction.change({
      ...{ keyVersion, keyHash: hashApiKey(apiKey) },
      ...{ previousKeyHash: event.keyHash, previousKeyUntil: previousUntil },
    });
    await recordDone(trx, event.id, { kind: 'key', at: now, by, detail: { keyVersion, graceMs } });
    return { eventId, apiKey, previousUntil };
  });
}
