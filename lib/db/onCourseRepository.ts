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

/** Deletes what was not heard of since `seenBefore`; answers how many entries went. */
export async function expireOnCourse(trx: Executor, event: number, seenBefore: number): Promise<number> {
  return trx('on_course').where('event', event).where('seen_at', '<', seenBefore).delete();
}

/** Internal ids of events that have an entry not heard of since `seenBefore`. */
export async function eventsWithExpired(db: Executor, seenBefore: number): Promise<number[]> {
  const rows = await db<OnCourseRow>('on_course').where('seen_at', '<', seenBefore).distinct('event');
  return rows.map((row) => row.event);
}
