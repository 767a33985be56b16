import { DAY_MS, timeOfDayMs } from '../../../lib/domain/timeOfDay';
import type { PublicOnCourseEntry, PublicRace, PublicStart } from '../../../lib/domain/views';
import type { RaceState } from '../../../lib/domain/raceState';
import { startMs } from '../shared/startMs';

const MINUTE_MS = 60_000;
/** Starters a minute away from their time are no delay worth telling. */
const LEAST_MINUTES = 2;

/** What a delay is read from. */
interface Going {
  race: PublicRace;
  state: RaceState | undefined;
  starts: readonly PublicStart[];
  /** The race's entries. */
  onCourse: readonly PublicOnCourseEntry[];
  /** By the server's clock, ms since 1970. */
  now: number;
}

/**
 * How many minutes a race is late: by who started last, else, where it is due and nobody has started, by the clock. Null for not
 * late, or not known: nothing is said of races further on.
 */
export function minutesLate({ race, state, starts, onCourse, now }: Going): number | null {
  const lateMs =
    state === 'running' ? lastStart(starts, onCourse) : state === 'next' ? due(race, starts, now) : null;
  const minutes = lateMs === null ? 0 : Math.floor(lateMs / MINUTE_MS);
  return minutes >= LEAST_MINUTES ? minutes : null;
}

function lastStart(starts: readonly PublicStart[], onCourse: readonly PublicOnCourseEntry[]): number | null {
  const planned = new Map(starts.map(({ bib, startTime }) => [bib, timeOfDayMs(startTime)]));
  const started = onCourse
    .filter(({ dtStart }) => dtStart !== null)
    .sort((a, b) => ((a.dtStart ?? '') < (b.dtStart ?? '') ? 1 : -1))
    .flatMap(({ bib, dtStart }) => {
      const [at, plan] = [timeOfDayMs(dtStart), planned.get(bib) ?? null];
      return at === null || plan === null ? [] : [(at - plan + DAY_MS) % DAY_MS];
    });
  const [late = null] = started;
  // Before its time is no delay of a day.
  return late !== null && late > DAY_MS / 2 ? 0 : late;
}

function due(race: PublicRace, starts: readonly PublicStart[], now: number): number | null {
  const first = starts
    .map(({ startTime }) => startTime)
    .filter((one) => one !== null)
    .sort()[0];
  const at = first === undefined ? Date.parse(race.startTime ?? '') : startMs([race], first);
  return at === null || Number.isNaN(at) ? null : now - at;
}
