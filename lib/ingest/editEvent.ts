import { recordDone } from '../db/auditRepository';
import { replaceImage, type KeyBounds } from '../db/eventRepository';
import { publicEvent } from '../domain/publicEvent';
import type { EventDetails } from '../domain/records';
import type { NewEvent } from './createEvent';
import { checkDates } from './eventDates';
import { inEvent, type Ingest } from './Ingest';

/** What is not named stays. */
export interface EventEdit {
  details: Partial<EventDetails>;
  image?: NewEvent['image'] | undefined;
  /** Whether it is in the archive. */
  isArchived?: boolean | undefined;
  /** When the key works; null for what follows from the dates. */
  keyWindow?: KeyBounds | null | undefined;
}

/**
 * Changes what the administrator entered of an event, whatever its status; new dates move the API key's window, unless that was
 * entered itself. Throws 400
 * for an end before the start.
 */
export async function editEvent(
  ingest: Ingest,
  eventId: string,
  { details, image, isArchived, keyWindow }: EventEdit,
  by: string | null = null,
): Promise<void> {
  await inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    const admin = { ...event.admin, ...details };
    checkDates(admin);
    const imageType = image === undefined ? event.imageType : (image?.type ?? null);
    transaction.change({ admin, imageType });
    if (keyWindow !== undefined) transaction.change({ keyWindow });
    if (isArchived !== undefined)
      transaction.change({ archivedAt: isArchived ? (event.archivedAt ?? now) : null });
    if (image !== undefined) await replaceImage(trx, event.id, image && Buffer.from(image.bytes));
    await recordDone(trx, event.id, {
      ...{ kind: 'edit', at: now, by },
      detail: {
        ...details,
        ...(image !== undefined && { imageType }),
        ...(isArchived !== undefined && { isArchived }),
        ...(keyWindow !== undefined && { keyWindow }),
      },
    });
    const shown = (of: typeof event): string => JSON.stringify(publicEvent(of));
    if (shown(event) !== shown({ ...event, admin, imageType })) transaction.announceFull();
  });
}
