import type { Knex } from 'knex';
import { inReadTransaction, type Executor } from '../db/dialect';
import { findEventById, type StoredEvent } from '../db/eventRepository';
import { findNamesakes, loadRaceDay } from '../db/raceDayRepository';
import { findAthlete, isSameAthlete, standingsOf } from '../domain/athleteFacts';
import { shownRaces } from '../domain/hiddenRaces';
import { isPublic } from '../domain/lifecycle';
import { displayName } from '../domain/names';
import { publicEvent } from '../domain/publicEvent';
import { raceTypeOf } from '../domain/raceType';
import type { ParticipantRecord } from '../domain/records';
import { indexRaceDay } from '../domain/resultList';
import type { PublicAthlete, PublicPastResult } from '../domain/views';

/** The newest events in which an athlete was, which are read. */
const MOST_EVENTS = 6;

/** An athlete by their key, see `findAthlete`; null where the public sees none of it. */
export function loadAthlete({ db }: { db: Knex }, event: number, key: string): Promise<PublicAthlete | null> {
  return inReadTransaction(db, async (trx) => {
    const stored = await findEventById(trx, event);
    if (!stored || !isPublic(stored.status)) return null;
    const participant = findAthlete(indexRaceDay(await loadRaceDay(trx, event)), key);
    if (participant === null) return null;
    const { icfId, club, noc, year } = participant;
    const past = await pastOf(trx, event, participant);
    return { athleteId: icfId, name: displayName(participant), club, noc, year, past };
  });
}

/** What the same athlete came to in other events that are over, the newest first. */
async function pastOf(
  trx: Executor,
  event: number,
  participant: ParticipantRecord,
): Promise<PublicPastResult[]> {
  const namesakes = await findNamesakes(trx, participant);
  const same = namesakes.filter((one) => one.event !== event && isSameAthlete(participant, one.record));
  const events: StoredEvent[] = [];
  for (const id of new Set(same.map((one) => one.event))) {
    const stored = await findEventById(trx, id);
    if (stored && (stored.status === 'finished' || stored.status === 'official')) events.push(stored);
  }
  const dateOf = (one: StoredEvent): string => publicEvent(one).startDate ?? '';
  events.sort((a, b) => (dateOf(a) < dateOf(b) ? 1 : -1));
  const past: PublicPastResult[] = [];
  for (const stored of events.slice(0, MOST_EVENTS)) {
    const records = same.filter((one) => one.event === stored.id).map(({ record }) => record);
    past.push(...(await resultsIn(trx, stored, records)));
  }
  return past;
}

async function resultsIn(
  trx: Executor,
  stored: StoredEvent,
  records: readonly ParticipantRecord[],
): Promise<PublicPastResult[]> {
  const { eventId, mainTitle, startDate } = publicEvent(stored);
  const classes = new Set(records.map(({ classId }) => classId));
  const index = indexRaceDay(
    await loadRaceDay(trx, stored.id, {
      resultsOf: (races) => races.filter(({ classId }) => classes.has(classId)).map(({ raceId }) => raceId),
    }),
  );
  const isShown = shownRaces(stored.config, index);
  return records.flatMap((record) =>
    standingsOf(record, index, isShown).map(({ race, row, of }): PublicPastResult => {
      const className = index.classes.find(({ classId }) => classId === race.classId)?.name ?? race.classId;
      return {
        ...{ eventId, mainTitle, startDate, className, raceType: raceTypeOf(race.disId) },
        ...{
          rnk: row.rnk,
          of,
          total: row.totalTotal === undefined ? row.total : row.totalTotal,
          status: row.status,
        },
      };
    }),
  );
}
