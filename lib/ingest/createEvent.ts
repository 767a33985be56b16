import { AppError } from '../errors';
import { inWriteTransaction } from '../db/dialect';
import { recordDone } from '../db/auditRepository';
import { DEFAULT_EVENT_CONFIG, insertEvent, replaceImage, updateEvent } from '../db/eventRepository';
import type { EventDetails } from '../domain/records';
import type { Ingest } from './Ingest';
import { checkDates } from './eventDates';
import { deriveApiKey, hashApiKey, keyWindow, type KeyWindow } from './keys';

export interface NewEvent {
  eventId: string;
  details: EventDetails;
  image: { type: string; bytes: Buffer } | null;
}

export interface CreatedEvent {
  id: number;
  eventId: string;
  apiKey: string;
  window: KeyWindow;
}

/** Creates a draft. Throws 400 for an end before the start, 409 `EventExists` where the id is taken. */
export async function createEvent(
  ingest: Ingest,
  { eventId, details, image }: NewEvent,
  by: string | null = null,
): Promise<CreatedEvent> {
  checkDates(details);
  const now = ingest.clock();
  return inWriteTransaction(ingest.db, async (trx) => {
    const id = await insertEvent(trx, {
      eventId,
      status: 'draft',
      statusChangedAt: now,
      admin: details,
      exported: null,
      config: DEFAULT_EVENT_CONFIG,
      imageType: image?.type ?? null,
      keyVersion: 1,
      epochs: [],
      lastSeq: 0,
      journalFloor: 0,
      createdAt: now,
    });
    if (id === null) {
      throw new AppError(
        409,
        'EventExists',
        `There is already an event "${eventId}"; choose another eventId.`,
      );
    }
    const apiKey = deriveApiKey(ingest.options.keySecret, id, 1);
    await updateEvent(trx, id, { keyHash: hashApiKey(apiKey) });
    if (image) await replaceImage(trx, id, Buffer.from(image.bytes));
    await recordDone(trx, id, { kind: 'create', at: now, by, detail: details });
    return { id, eventId, apiKey, window: keyWindow(details, null) };
  });
}
