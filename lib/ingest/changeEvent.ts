import { AppError } from '../errors';
import { deleteEvent, type EventConfig } from '../db/eventRepository';
import { recordDone } from '../db/auditRepository';
import { loadOnCourse } from '../db/onCourseRepository';
import { publicConfig } from '../domain/publicEvent';
import { canTransition, isStepBack, validTransitions, type EventStatus } from '../domain/lifecycle';
import { shownRaces } from '../domain/hiddenRaces';
import { onCourseList } from '../domain/onCourseList';
import { inEvent, type Ingest } from './Ingest';

export interface StatusChange {
  eventId: string;
  previousStatus: EventStatus;
  status: EventStatus;
  /** Milliseconds since 1970. */
  statusChangedAt: number;
}

/**
 * Moves the event along its life, or a step back out of a mistake where `reason` says why. Throws 400 `InvalidTransition`
 * with the valid ones. Going back to draft ends every stream.
 */
export async function changeStatus(
  ingest: Ingest,
  eventId: string,
  status: EventStatus,
  reason: string | null = null,
  by: string | null = null,
): Promise<StatusChange> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    const isBack = isStepBack(event.status, status);
    if (!canTransition(event.status, status) && !(isBack && reason !== null)) {
      const valid = validTransitions(event.status);
      throw new AppError(
        400,
        'InvalidTransition',
        isBack
          ? `An event goes back from "${event.status}" to "${status}" only with a reason, as in {"status": "${status}", "reason": "pressed by mistake"}.`
          : `An event cannot go from "${event.status}" to "${status}"; ` +
              (valid.length > 0 ? `from here it can go to ${valid.join(' or ')}.` : 'official is final.'),
        { currentStatus: event.status, requestedStatus: status, validTransitions: valid },
      );
    }
    transaction.change({ status, statusChangedAt: now });
    const detail = { from: event.status, to: status, ...(reason !== null && { reason }) };
    await recordDone(trx, event.id, { kind: 'status', at: now, by, detail });
    if (status === 'draft') {
      transaction.ending = 'unpublished';
    } else {
      // What a draft was changed by is in no message: it begins anew.
      if (event.status === 'draft') transaction.announceFull();
      else transaction.announceDiff({ status });
      if (status === 'official') transaction.ending = 'official';
    }
    return { eventId, previousStatus: event.status, status, statusChangedAt: now };
  });
}

/** Merges `change` into the event's settings. Throws 403 once the results are official. */
export async function changeConfig(
  ingest: Ingest,
  eventId: string,
  change: Partial<EventConfig>,
  by: string | null = null,
): Promise<EventConfig> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    if (event.status === 'official') {
      throw new AppError(
        403,
        'ConfigNotAllowed',
        'The results are official; the settings can no longer change.',
      );
    }
    const config = { ...event.config, ...change };
    transaction.change({ config });
    await recordDone(trx, event.id, { kind: 'config', at: now, by, detail: change });
    const before = publicConfig(event.config);
    const after = publicConfig(config);
    // Races that come or go, with all their rows, no diff can tell of.
    if (JSON.stringify(event.config.hiddenRaces) !== JSON.stringify(config.hiddenRaces)) {
      transaction.announceFull();
      return config;
    }
    if (JSON.stringify(before) !== JSON.stringify(after)) transaction.announceDiff({ config: after });
    if (before.showOnCourse !== after.showOnCourse) {
      const entries = after.showOnCourse ? await loadOnCourse(trx, event.id) : [];
      const { index } = await transaction.raceDay();
      transaction.announceDiff({ oncourse: onCourseList(entries, index, shownRaces(config, index)) });
    }
    return config;
  });
}

/** Deletes the event with everything that belongs to it and ends its streams. */
export async function removeEvent(ingest: Ingest, eventId: string): Promise<void> {
  await inEvent(ingest, eventId, async (transaction) => {
    transaction.ending = 'deleted';
    await deleteEvent(transaction.trx, transaction.event.id);
  });
}
