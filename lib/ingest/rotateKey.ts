import { recordIngest } from '../db/ingestRecordRepository';
import { inEvent, type Ingest } from './Ingest';
import { deriveApiKey, hashApiKey } from './keys';

/** Gives the event another API key; the one before is worthless as soon as this is answered. */
export async function rotateKey(
  ingest: Ingest,
  eventId: string,
): Promise<{ eventId: string; apiKey: string }> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    const keyVersion = event.keyVersion + 1;
    const apiKey = deriveApiKey(ingest.options.keySecret, event.id, keyVersion);
    transaction.change({ keyVersion, keyHash: hashApiKey(apiKey) });
    await recordIngest(trx, event.id, { kind: 'key', at: now, detail: { keyVersion } });
    return { eventId, apiKey };
  });
}
