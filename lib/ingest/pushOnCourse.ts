import { findEventById } from '../db/eventRepository';
import { countIngest } from '../db/ingestRecordRepository';
import {
  clearOnCourse,
  eventsWithExpired,
  expireOnCourse,
  loadOnCourse,
  putOnCourse,
} from '../db/onCourseRepository';
import { findParticipantByBib, loadRaceDay } from '../db/raceDayRepository';
import { onCourseList } from '../domain/onCourseList';
import type { OnCourseRecord, RaceDay } from '../domain/records';
import { indexRaceDay } from '../domain/resultList';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { hearTiming, missTiming } from './hearTiming';
import { summarise, type Skipped } from './skipped';

/** An entry as pushed; pushes that name the bib only have no participant. */
export type PushedOnCourse = Omit<OnCourseRecord, 'participantId'> & { participantId: string | null };

export interface OnCourseAnswer {
  /** How many athletes are on the course or waiting now. */
  active: number;
  /** True where the event has no export yet and so knows no athletes. */
  ignored?: true;
  skipped?: Skipped;
}

/**
 * Merges the entries by race and bib into what is on the course; an empty list clears it at once.
 * Merging, not replacing, because older bridges send one athlete a message; what is not refreshed
 * in time goes, see {@link expireOnCourseEntries}.
 */
export async function pushOnCourse(
  ingest: Ingest,
  eventId: string,
  entries: PushedOnCourse[],
): Promise<OnCourseAnswer> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'oncourse');
    await countIngest(trx, event.id, 'oncourse', now);
    await hearTiming(transaction, false);
    if (!event.exported) return { active: 0, ignored: true };

    const named = await nameParticipants(transaction, entries);
    const standing = await loadOnCourse(trx, event.id);
    const day = await loadCourseDay(transaction, [...named, ...standing]);
    const { accepted, skipped } = recognise(day, named);
    const active = await changeOnCourse(transaction, day, standing, async () => {
      if (entries.length === 0) await clearOnCourse(trx, event.id);
      await expireOnCourse(trx, event.id, now - ingest.options.onCourseExpiryMs);
      await putOnCourse(trx, event.id, accepted, now);
    });
    const answer: OnCourseAnswer = { active };
    if (skipped.length > 0) answer.skipped = summarise(skipped);
    return answer;
  });
}

/** Drops the entries that were not refreshed in time, in all events, and says so. */
export async function expireOnCourseEntries(ingest: Ingest): Promise<void> {
  const seenBefore = ingest.clock() - ingest.options.onCourseExpiryMs;
  for (const id of await eventsWithExpired(ingest.db, seenBefore)) {
    const found = await findEventById(ingest.db, id);
    if (!found) continue;
    await inEvent(ingest, found.eventId, async (transaction) => {
      const { trx, event } = transaction;
      const standing = await loadOnCourse(trx, event.id);
      const day = await loadCourseDay(transaction, standing);
      const active = await changeOnCourse(transaction, day, standing, async () => {
        await expireOnCourse(trx, event.id, seenBefore);
      });
      if (active === 0) await missTiming(transaction, standing);
    });
  }
}

/** Finds the participants of entries that name the bib only. */
async function nameParticipants(
  { trx, event }: EventTransaction,
  entries: PushedOnCourse[],
): Promise<PushedOnCourse[]> {
  const named: PushedOnCourse[] = [];
  for (const entry of entries) {
    const participantId =
      entry.participantId ?? (await findParticipantByBib(trx, event.id, entry.raceId, entry.bib));
    named.push({ ...entry, participantId });
  }
  return named;
}

/** What the list of these entries needs: races, courses and their athletes. */
function loadCourseDay({ trx, event }: EventTransaction, entries: PushedOnCourse[]): Promise<RaceDay> {
  const participantIds = entries.flatMap((entry) => entry.participantId ?? []);
  return loadRaceDay(trx, event.id, { participantIds, resultsOf: () => [] });
}

/** The entries whose race and athlete the export knows, the last of each race and bib. */
function recognise(
  day: RaceDay,
  entries: PushedOnCourse[],
): { accepted: OnCourseRecord[]; skipped: { reason: string; where: string }[] } {
  const { raceById, participantById } = indexRaceDay(day);
  const accepted = new Map<string, OnCourseRecord>();
  const skipped: { reason: string; where: string }[] = [];
  entries.forEach((entry, i) => {
    const { raceId, bib, participantId } = entry;
    const where = `oncourse[${i}] (raceId ${raceId}, bib ${bib})`;
    if (!raceById.has(raceId)) {
      skipped.push({ reason: 'the export has no such race', where });
    } else if (participantId === null || !participantById.has(participantId)) {
      skipped.push({ reason: 'the export has no such athlete', where });
    } else {
      accepted.set(`${raceId}\u0000${bib}`, { ...entry, participantId });
    }
  });
  return { accepted: [...accepted.values()], skipped };
}

/** Applies `change` and announces the list where the public sees another one; answers its length. */
async function changeOnCourse(
  transaction: EventTransaction,
  day: RaceDay,
  standing: OnCourseRecord[],
  change: () => Promise<void>,
): Promise<number> {
  const { trx, event } = transaction;
  const index = indexRaceDay(day);
  const before = onCourseList(standing, index);
  await change();
  const after = onCourseList(await loadOnCourse(trx, event.id), index);
  if (event.config.showOnCourse && JSON.stringify(before) !== JSON.stringify(after)) {
    transaction.announceDiff({ oncourse: after });
  }
  return after.length;
}
