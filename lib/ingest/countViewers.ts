import {
  keepHistory,
  RECOUNT_MS,
  storeViewers,
  sumViewers,
  total,
  type ViewerKinds,
} from '../db/viewerRepository';
import { inEvent, type Ingest } from './Ingest';

/** All processes together say how many watch no more often than this, in milliseconds. */
const SAY_EVERY_MS = 5_000;
/** One that has not counted for this long is gone, in milliseconds. */
export const FORGET_MS = 2.5 * RECOUNT_MS;
/** The organiser sees by the minute how many watched. */
const MINUTE_MS = 60_000;
/** For how long that is kept, in milliseconds. */
const HISTORY_MS = 24 * 3_600_000;

/**
 * Notes how many watch the event in the process of this name, and tells everyone the sum where it changed. Answers the
 * number of the event's newest message, which another process may have written.
 */
export async function countViewers(
  ingest: Ingest,
  eventId: string,
  { process, kinds }: { process: string; kinds: ViewerKinds },
): Promise<number> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    await storeViewers(trx, event.id, { process, kinds, at: now });
    const summed = await sumViewers(trx, event.id, now - FORGET_MS);
    const sum = total(summed);
    const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    await keepHistory(trx, event.id, { at: minute, kinds: summed, before: now - HISTORY_MS });
    const isDue = event.viewersAt === null || now - event.viewersAt >= SAY_EVERY_MS;
    // Official results change no more, and those who still watch are about to be told so.
    if (isDue && sum !== event.viewers && event.status !== 'official') {
      transaction.change({ viewers: sum, viewersAt: now });
      transaction.announceDiff({ viewers: sum });
    }
    return event.lastSeq + transaction.messages.length;
  });
}
