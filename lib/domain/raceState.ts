import type { EventStatus } from './lifecycle';
import type { RaceType } from './raceType';

/**
 * What state a race is in, for everybody who shows one. Canoe123's number alone misleads: it comes with exports, which
 * lag behind the live feed, and a feed that crashed leaves it as it was.
 */
export const RACE_STATES = [
  'scheduled',
  'next',
  'running',
  'unofficial',
  'official',
  'revised',
  'cancelled',
  'rescheduled',
  'postponed',
  'no-results',
] as const;

/** `next` is the first one due today while nothing runs; `no-results` is over, and nothing is known of it. */
export type RaceState = (typeof RACE_STATES)[number];

/** What is known of a race. */
export interface RaceFacts {
  raceId: string;
  raceType: RaceType;
  /** Canoe123's number. */
  raceStatus: number;
  /** ISO 8601 with the venue's offset; null where the schedule has none. */
  startTime: string | null;
  /** The race's entries in the on-course list. */
  onCourse: readonly { dtStart: string | null; completed: boolean }[];
  /** Somebody of this race, in a best-run race of this run, has a time, a rank, or broke off. */
  hasResults: boolean;
}

const GETTING_READY = 2;
const IN_PROGRESS = 3;

/** The numbers that say by themselves what the race is. */
const SAID = new Map<number, RaceState>([
  [4, 'unofficial'],
  [5, 'official'],
  [6, 'revised'],
  [7, 'cancelled'],
  [12, 'rescheduled'],
  [13, 'postponed'],
]);

/** Longer than any race takes: what runs past midnight is not left behind. */
const LONGEST_RACE_MS = 12 * 3_600_000;

/** Whether it is still to begin. */
export const isToCome = (state: RaceState | undefined): boolean =>
  state === 'scheduled' || state === 'next' || state === 'rescheduled' || state === 'postponed';

/** Whether anybody has raced in it. */
export const hasBegun = (state: RaceState | undefined): boolean =>
  state === 'running' || state === 'unofficial' || state === 'official' || state === 'revised';

/** Whether nobody starts any more. */
export const isOver = (state: RaceState | undefined): boolean =>
  state !== undefined && state !== 'running' && !isToCome(state);

/** Whether those who have yet to start may be called the next ones. */
export const hasNextStarters = (state: RaceState | undefined): boolean =>
  state === 'running' || state === 'next';

const DAY = /^\d{4}-\d{2}-\d{2}/;
const OFFSET = /T.*?(?:(Z)|([+-])(\d{2}):?(\d{2}))$/;

/** How far the venue's clock is from UTC, as a start time says it. */
function offsetMinutes(startTime: string, now: number): number {
  const found = OFFSET.exec(startTime);
  // Without an offset the reader's own is the best guess: most of them are at the venue or in its country.
  if (found === null) return -new Date(now).getTimezoneOffset();
  const [, isUtc, sign, hours, minutes] = found;
  if (isUtc !== undefined) return 0;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

/** The day at the venue on which a race starts, and the day that it is there now: both `2026-05-30`. */
function daysOf(startTime: string | null, now: number): { day: string; today: string } | null {
  const day = DAY.exec(startTime ?? '')?.[0];
  if (startTime === null || day === undefined) return null;
  const venue = new Date(now + offsetMinutes(startTime, now) * 60_000);
  return { day, today: venue.toISOString().slice(0, 10) };
}

/** A race's facts with what its programme says of them. */
interface Placed extends RaceFacts {
  day: string | null;
  isToday: boolean;
  isOnCourse: boolean;
  /** The timing never said that it ended, and has gone on to another day. */
  isLeftBehind: boolean;
}

function place(races: readonly RaceFacts[], now: number): Placed[] {
  const days = races.map(({ startTime }) => daysOf(startTime, now));
  // A recorded day that is played again is not today: its clock says nothing then, and only its races do.
  const isClockOfProgramme = days.some((one) => one !== null && one.day === one.today);
  const isUnderWay = ({ raceType, raceStatus, onCourse }: RaceFacts): boolean =>
    raceType !== 'cross-extra' && ((raceStatus >= IN_PROGRESS && raceStatus <= 6) || onCourse.length > 0);
  const latest = races.reduce((day, race, at) => {
    const own = days[at]?.day ?? '';
    return isUnderWay(race) && own > day ? own : day;
  }, '');
  return races.map((race, at) => {
    const { day = null, today = null } = days[at] ?? {};
    const isLongAgo = now - Date.parse(race.startTime ?? '') > LONGEST_RACE_MS;
    const isPast = isClockOfProgramme && day !== null && today !== null && day < today && isLongAgo;
    return {
      ...race,
      day,
      isToday: day !== null && day === today,
      isOnCourse: race.onCourse.some(({ dtStart, completed }) => dtStart !== null && !completed),
      isLeftBehind: race.onCourse.length === 0 && day !== null && (day < latest || isPast),
    };
  });
}

/** In an event whose races are all over. */
function stateAfter(event: EventStatus, { raceStatus, hasResults }: Placed): RaceState {
  const ended = event === 'official' ? 'official' : 'unofficial';
  const said = SAID.get(raceStatus);
  if (said === 'unofficial') return ended;
  if (said === 'rescheduled' || said === 'postponed') return hasResults ? ended : said;
  return said ?? (hasResults ? ended : 'no-results');
}

/** In an event that is not over; `next` only where the timing itself says so. */
function stateDuring(event: EventStatus, race: Placed): RaceState {
  const { raceStatus, raceType, onCourse, hasResults } = race;
  if (race.isOnCourse) return 'running';
  const said = SAID.get(raceStatus);
  if (said !== undefined) return said;
  const hasRaced = hasResults || onCourse.some(({ completed }) => completed);
  // The overall list of kayak cross is no race; and before the event runs, results are of a rehearsal or an earlier day.
  if (raceType === 'cross-extra' || event !== 'running') return hasRaced ? 'unofficial' : 'scheduled';
  if (raceStatus === IN_PROGRESS || hasRaced) {
    if (!race.isLeftBehind) return 'running';
    return hasRaced ? 'unofficial' : 'no-results';
  }
  const isReady =
    onCourse.length > 0 || (raceStatus === GETTING_READY && (race.isToday || race.day === null));
  return isReady ? 'next' : 'scheduled';
}

/**
 * The state of every race of an event, whose `races` are in the order of the programme. `now` is the server's clock, in
 * ms since 1970; days are compared at the venue, by the offset of the start times.
 */
export function raceStates(
  event: EventStatus,
  races: readonly RaceFacts[],
  now: number,
): ReadonlyMap<string, RaceState> {
  const isEventOver = event === 'finished' || event === 'official';
  const placed = place(races, now);
  const states = new Map(
    placed.map((race) => [race.raceId, isEventOver ? stateAfter(event, race) : stateDuring(event, race)]),
  );
  if (isEventOver || [...states.values()].some(hasNextStarters)) return states;
  const isDue = ({ raceId, raceType, isToday }: Placed): boolean =>
    isToday && raceType !== 'cross-extra' && states.get(raceId) === 'scheduled';
  // What was passed over without a word is hardly what comes next.
  const lastBegun = placed
    .map(({ raceId, raceType }) => raceType !== 'cross-extra' && hasBegun(states.get(raceId)))
    .lastIndexOf(true);
  const next = placed.slice(lastBegun + 1).find(isDue) ?? placed.find(isDue);
  if (next !== undefined) states.set(next.raceId, 'next');
  return states;
}
