import type { ClassRecord, RaceRecord } from './records';

/**
 * Whether a class is one of forerunners, who test the course before the race: its name or id begins with FR (Canoe123 format).
 * They have times, and no rank. A word such as `Freestyle` is none.
 */
export function isForerunnerClass({ classId, name }: Pick<ClassRecord, 'classId' | 'name'>): boolean {
  return [classId, name].some((text) => /^FR(?!\p{Ll})/u.test(text));
}

/** Whether a race is one of forerunners. */
export function isForerunnerRace(race: RaceRecord | null, classes: readonly ClassRecord[]): boolean {
  const raceClass = race && classes.find(({ classId }) => classId === race.classId);
  return raceClass !== null && raceClass !== undefined && isForerunnerClass(raceClass);
}
