import type { PublicClass, PublicRace } from './views';

type NamedClass = Pick<PublicClass, 'classId' | 'name' | 'longTitle'>;
type CoursedRace = Pick<PublicRace, 'classId' | 'courseNr'>;

/**
 * What each class is called, by class id, so that no two classes of an event read the same: its name alone; where another
 * class has the same name (one boat class on two courses), also its long title; where that tells nothing apart, the course that
 * it races on; and where all else fails, its id.
 *
 * @param classes all classes of the event.
 * @param races all races of the event: they know the course.
 * @param courseText says a course in the reader's language: 2 is `course 2`.
 */
export function classNames(
  classes: readonly NamedClass[],
  races: readonly CoursedRace[],
  courseText: (courseNr: number) => string,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const alike of groupsOf(classes, ({ name }) => name).values()) {
    if (alike.length === 1) {
      for (const { classId, name } of alike) names.set(classId, name);
      continue;
    }
    const titles = groupsOf(alike, ({ longTitle }) => longTitle);
    const courses = groupsOf(alike, ({ classId }) => courseOfClass(classId, races));
    for (const { classId, name, longTitle } of alike) {
      const course = courseOfClass(classId, races);
      if (longTitle !== null && titles.get(longTitle)?.length === 1) {
        names.set(classId, joined(name, longTitle));
      } else if (course !== null && courses.get(course)?.length === 1) {
        names.set(classId, joined(name, courseText(course)));
      } else {
        names.set(classId, joined(name, classId));
      }
    }
  }
  return names;
}

function groupsOf<Key>(
  classes: readonly NamedClass[],
  keyOf: (one: NamedClass) => Key,
): Map<Key, NamedClass[]> {
  const groups = new Map<Key, NamedClass[]>();
  for (const one of classes) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** The course that all races of a class are on; null where they are on several, or none is known. */
function courseOfClass(classId: string, races: readonly CoursedRace[]): number | null {
  const courses = new Set<number>();
  for (const race of races)
    if (race.classId === classId && race.courseNr !== null) courses.add(race.courseNr);
  const [course = null] = courses;
  return courses.size === 1 ? course : null;
}

/** A detail that begins with the name itself, as in `K1M - upper course`, says it all; `K1m` is the same name. */
function joined(name: string, detail: string): string {
  const begins = detail.toLowerCase().startsWith(name.toLowerCase());
  return begins && !/^[\p{L}\p{N}]/u.test(detail.slice(name.length)) ? detail : `${name}, ${detail}`;
}
