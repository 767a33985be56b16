import type { Knex } from 'knex';
import { inReadTransaction, type Executor } from '../../lib/db/dialect';
import { findEvent, type StoredEvent } from '../../lib/db/eventRepository';
import { loadOnCourse } from '../../lib/db/onCourseRepository';
import { loadRaceDay } from '../../lib/db/raceDayRepository';
import { isPublic } from '../../lib/domain/lifecycle';
import { onCourseList } from '../../lib/domain/onCourseList';
import { isPublicRace, withBestRunPartners } from '../../lib/domain/raceType';
import type { RaceRecord } from '../../lib/domain/records';
import { indexRaceDay, type RaceDayIndex } from '../../lib/domain/resultList';
import type { PublicOnCourseEntry } from '../../lib/domain/views';
import { eventNotFound, raceNotFound } from '../../lib/errors';

// What public answers are made of. Each is read in one transaction: an import between two statements would give a
// list of two states, with the athletes of the one and the results of the other.

/** Finds an event for the public; 404 for one that does not exist or is a draft. */
export async function publicEventOf(db: Executor, eventId: string): Promise<StoredEvent> {
  const event = await findEvent(db, eventId);
  if (!event || !isPublic(event.status)) throw eventNotFound(eventId);
  return event;
}

/** The event with what it has before anyone has started; 404 as above. */
export function publicScheduleOf(
  db: Knex,
  eventId: string,
): Promise<{ event: StoredEvent; index: RaceDayIndex }> {
  return inReadTransaction(db, async (trx) => {
    const event = await publicEventOf(trx, eventId);
    const day = await loadRaceDay(trx, event.id, { participantIds: [], resultsOf: () => [] });
    return { event, index: indexRaceDay(day) };
  });
}

/** A race with what its lists are made of; 404 for one that the public does not see. */
export function publicRaceOf(
  db: Knex,
  { eventId, raceId }: { eventId: string; raceId: string },
): Promise<{ event: StoredEvent; race: RaceRecord; index: RaceDayIndex }> {
  return inReadTransaction(db, async (trx) => {
    const event = await publicEventOf(trx, eventId);
    const resultsOf = (races: RaceRecord[]) => withBestRunPartners(races, new Set([raceId]));
    const index = indexRaceDay(await loadRaceDay(trx, event.id, { resultsOf }));
    const race = index.raceById.get(raceId);
    if (!race || !isPublicRace(race)) throw raceNotFound(raceId);
    return { event, race, index };
  });
}

/** Who is on the course, empty where the organiser does not show it; 404 as above. */
export function publicOnCourseOf(db: Knex, eventId: string): Promise<PublicOnCourseEntry[]> {
  return inReadTransaction(db, async (trx) => {
    const event = await publicEventOf(trx, eventId);
    const entries = event.config.showOnCourse ? await loadOnCourse(trx, event.id) : [];
    const participantIds = entries.map((entry) => entry.participantId);
    const day = await loadRaceDay(trx, event.id, { participantIds, resultsOf: () => [] });
    return onCourseList(entries, indexRaceDay(day));
  });
}
