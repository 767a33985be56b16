import { AppError } from '../errors';
import { recordDone } from '../db/auditRepository';
import { inEvent, type Ingest } from './Ingest';

/**
 * Tells everyone who watches the event to drop what they hold and to read it anew: an operator's way out where screens
 * show something else than the server. Throws 403 `RefreshNotAllowed` where nobody can watch: while the event is a
 * draft, and once its results are official.
 */
export async function refreshViewers(
  ingest: Ingest,
  eventId: string,
  by: string | null = null,
): Promise<void> {
  await inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    if (event.status === 'draft' || event.status === 'official') {
      throw new AppError(
        403,
        'RefreshNotAllowed',
        `Nobody watches an event in state "${event.status}"; a refresh is for one that is being watched.`,
        { currentStatus: event.status },
      );
    }
    transaction.announceRefresh();
    await recordDone(trx, event.id, { kind: 'refresh', at: now, by, detail: {} });
  });
}
