import { RECOUNT_MS, storeViewers, sumViewers } from '../db/viewerRepository';
import { inEvent, type Ingest } from './Ingest';

/** All processes together say how many watch no more often than this, in milliseconds. */
const SAY_EVERY_MS = 5_000;
/** One that has not counted for this long is gone, in milliseconds. */
const FORGET_MS = 2.5 * RECOUNT_MS;

/**
 * Notes how many watch the event in the process of this name, and tells everyone the sum where it changed. Answers the
 * number of the event's newest message, which another process may have written.
 */
export async function countViewers(
  ingest: Ingest,
  eventId: string,
  { process, viewers }: { process: string; viewers: number },
): Promise<number> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    await storeViewers(trx, event.id, { process, viewers, at: now });
    const sum = await sumViewers(trx, event.id, now - FORGET_MS);
    const isDue = event.viewersAt === null || now - event.viewersAt >= SAY_EVERY_MS;
    // Official results change no more, and those who still watch are about to be told so.
    if (isDue && sum !== event.viewers && event.status !== 'official') {
      transaction.change({ viewers: sum, viewersAt: now });
      transaction.announceDiff({ viewers: sum });
    }
    return event.lastSeq + transaction.messages.length;
  });
}
