import type { PublicClass, PublicRace } from '../../lib/domain/views';

/** What a race is called outside of the pages: its own title, or else its class and `type`, the name of its type. */
export function raceTitle(race: PublicRace, classes: readonly PublicClass[], type: string): string {
  const className = classes.find(({ classId }) => classId === race.classId)?.name ?? race.classId;
  return race.title ?? `${className} ${type}`;
}
