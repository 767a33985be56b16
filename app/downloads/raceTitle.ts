import { classNames } from '../../lib/domain/classNames';
import type { PublicClass, PublicRace } from '../../lib/domain/views';
import { textOf, type Language } from '../pages/language';

/**
 * What each race is called outside of the pages, by race id: its own title, or else its class and the name of its type. A title that
 * another race has, too, as `1st run` of two classes, names its class.
 */
export function raceTitles(
  races: readonly PublicRace[],
  classes: readonly PublicClass[],
  language: Language,
): Map<string, string> {
  const names = classNames(classes, races, (courseNr) =>
    textOf(language, 'course').replace('{n}', String(courseNr)),
  );
  const uses = new Map<string, number>();
  for (const { title } of races) if (title !== null) uses.set(title, (uses.get(title) ?? 0) + 1);
  return new Map(
    races.map(({ raceId, classId, raceType, title }) => {
      const className = names.get(classId) ?? classId;
      if (title !== null && uses.get(title) === 1) return [raceId, title];
      return [raceId, `${className} ${title ?? textOf(language, `type.${raceType}`)}`];
    }),
  );
}
