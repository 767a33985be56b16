import { findEventById } from '../db/eventRepository';
import { countTaken } from '../db/feedRepository';
import {
  clearOnCourse,
  eventsWithExpired,
  expireOnCourse,
  loadOnCourse,
  putOnCourse,
  type HeardWithin,
} from '../db/onCourseRepository';
import { shownRaces } from '../domain/hiddenRaces';
import { onCourseList } from '../domain/onCourseList';
import type { RaceDayIndex } from '../domain/raceDayIndex';
import type { OnCourseRecord } from '../domain/records';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { hearTiming, missTiming } from './hearTiming';
import { pushedRows } from './jsonBodies';
import { mergeOnCourse, nameByStarts } from './mergeOnCourse';
import { readOnCourse } from './readPushes';
import { SkippedParts, type SkippedAnswer } from './SkippedParts';

export interface OnCourseAnswer extends SkippedAnswer {
  /** How many athletes are on the course or waiting now. */
  active: number;
  /** True where the event has no export yet and so knows no athletes. */
  ignored?: true;
}

/**
 * Merges the entries by race and bib into what is on the course; an empty list clears it at once.
 * Merging, not replacing, because older bridges send one athlete a message; what is not refreshed
 * in time goes, see {@link expireOnCourseEntries}. `body` is the JSON that came: entries and fields that can't be read or
 * placed are left out and told, the others count.
 */
export async function pushOnCourse(
  ingest: Ingest,
  eventId: string,
  body: Uint8Array,
): Promise<OnCourseAnswer> {
  const skipped = new SkippedParts();
  const list = pushedRows(body, 'oncourse');
  const entries = readOnCourse(list, skipped);
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'oncourse');
    hearTiming(transaction, false);
    const taken = { at: now, bytes: body.byteLength };
    if (!event.exported) {
      await countTaken(trx, event.id, 'oncourse', { ...taken, skipped: entries.length });
      return { active: 0, ignored: true };
    }

    const day = await transaction.raceDay();
    const standing = await loadOnCourse(trx, event.id);
    const accepted = mergeOnCourse(day.index, standing, nameByStarts(entries, day), skipped);
    const active = await changeOnCourse(transaction, day.index, standing, async () => {
      if (list.length === 0) await clearOnCourse(trx, event.id);
      await expireOnCourse(trx, event.id, heardWithin(ingest, now));
      await putOnCourse(trx, event.id, accepted, now);
    });
    const told = skipped.answer();
    await countTaken(trx, event.id, 'oncourse', { ...taken, skipped: told.skippedCount ?? 0 });
    return { active, ...told };
  });
}

/** Drops the entries that were not refreshed in time, in all events, and says so. */
export async function expireOnCourseEntries(ingest: Ingest): Promise<void> {
  const within = heardWithin(ingest, ingest.clock());
  for (const id of await eventsWithExpired(ingest.db, within)) {
    const found = await findEventById(ingest.db, id);
    if (!found) continue;
    await inEvent(ingest, found.eventId, async (transaction) => {
      const { trx, event } = transaction;
      const standing = await loadOnCourse(trx, event.id);
      const { index } = await transaction.raceDay();
      const active = await changeOnCourse(transaction, index, standing, async () => {
        await expireOnCourse(trx, event.id, within);
      });
      if (active === 0) missTiming(transaction, standing);
    });
  }
}

/** Where `now` jumps back, as a clock that is put right does, nobody stays on the course until it has come there again. */
const heardWithin = ({ options: { onCourseExpiryMs } }: Ingest, now: number): HeardWithin => ({
  from: now - onCourseExpiryMs,
  to: now + onCourseExpiryMs,
});

/** Applies `change` and announces the list where the public sees another one; answers its length. */
async function changeOnCourse(
  transaction: EventTransaction,
  index: RaceDayIndex,
  standing: OnCourseRecord[],
  change: () => Promise<void>,
): Promise<number> {
  const { trx, event } = transaction;
  const isShown = shownRaces(event.config, index);
  const before = onCourseList(standing, index, isShown);
  await change();
  const after = onCourseList(await loadOnCourse(trx, event.id), index, isShown);
  if (event.config.showOnCourse && JSON.stringify(before) !== JSON.stringify(after)) {
    transaction.announceDiff({ oncourse: after });
  }
  return after.length;
}
