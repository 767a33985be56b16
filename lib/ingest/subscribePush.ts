import {
  countSubscribers,
  removeSubscriber,
  storeSubscriber,
  storeTold,
  type PushSubscriber,
} from '../db/pushRepository';
import { AppError } from '../errors';
import { inEvent, type Ingest } from './Ingest';

/** Devices of one event at most: what is told of must reach all within seconds. */
export const MOST_SUBSCRIBERS = 10_000;

/** Has a device told of athletes from now on; the same device again in place of what it said before. Throws 429 where there are too many. */
export async function subscribePush(
  ingest: Ingest,
  eventId: string,
  one: Omit<PushSubscriber, 'since'>,
): Promise<void> {
  await inEvent(ingest, eventId, async ({ trx, event, now }) => {
    if ((await countSubscribers(trx, event.id)) >= MOST_SUBSCRIBERS) {
      throw new AppError(
        429,
        'TooManySubscribers',
        `The event "${eventId}" has no room for more notifications.`,
      );
    }
    await storeSubscriber(trx, event.id, { ...one, since: now });
  });
}

export async function unsubscribePush(ingest: Ingest, eventId: string, endpoint: string): Promise<void> {
  await inEvent(ingest, eventId, ({ trx, event }) => removeSubscriber(trx, event.id, endpoint));
}

/** Notes what devices have been told of, before they are: told twice is worse than not told. */
export async function notePushed(
  ingest: Ingest,
  eventId: string,
  told: { id: number; told: Record<string, string> }[],
): Promise<void> {
  await inEvent(ingest, eventId, async ({ trx }) => {
    for (const one of told) await storeTold(trx, one.id, one.told);
  });
}
