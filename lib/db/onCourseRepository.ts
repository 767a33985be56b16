import type { Knex } from 'knex';
import type { OnCourseRecord } from '../domain/records';
import type { Executor } from './dialect';

interface OnCourseRow {
  event: number;
  entry: string;
  seen_at: number;
}

/** The athletes on the course, each with the time it was last heard of. */
export async function loadOnCourse(db: Executor, event: number): Promise<OnCourseRecord[]> {
  const rows = await db<OnCourseRow>('on_course').where('event', event).select('entry');
  return rows.map((row) => JSON.parse(row.entry) as OnCourseRecord);
}

/** Writes the entries, over those of the same race and bib, as heard of at `seenAt` (milliseconds). */
export async function putOnCourse(
  trx: Executor,
  event: number,
  entries: OnCourseRecord[],
  seenAt: number,
): Promise<void> {
  if (entries.length === 0) return;
  await trx('on_course')
    .insert(
      entries.map((entry) => ({
        event,
        race_id: entry.raceId,
        bib: entry.bib,
        entry: JSON.stringify(entry),
        seen_at: seenAt,
      })),
    )
    .onConflict(['event', 'race_id', 'bib'])
    .merge();
}

export async function clearOnCourse(trx: Executor, event: number): Promise<void> {
  await trx('on_course').where('event', event).delete();
}

export async function removeOnCourse(trx: Executor, event: number, entry: OnCourseRecord): Promise<void> {
  await trx('on_course').where({ event, race_id: entry.raceId, bib: entry.bib }).delete();
}

/** When what is on the course was last heard of, in milliseconds: later than that is of a clock that has been put back since. */
export interface HeardWithin {
  from: number;
  to: number;
}

const outside =
  ({ from, to }: HeardWithin) =>
  (either: Knex.QueryBuilder): void => {
    void either.where('seen_at', '<', from).orWhere('seen_at', '>', to);
  };

/** Deletes what was not heard of in that time. */
export async function expireOnCourse(trx: Executor, event: number, within: HeardWithin): Promise<void> {
  await trx('on_course').where('event', event).where(outside(within)).delete();
}

/** Internal ids of events that have an entry not heard of in that time. */
export async function eventsWithExpired(db: Executor, within: HeardWithin): Promise<number[]> {
  const rows = await db<OnCourseRow>('on_course').where(outside(within)).distinct('event');
  return rows.map((row) => row.event);
}
