import { officialAfterMs, type PlanRace, type RaceDayPlan } from './plan';

/** The UTC moment of a point on the plan's timeline. */
export function momentAt(plan: RaceDayPlan, atMs: number): Date {
  return new Date(plan.startsAt.getTime() + atMs);
}

/** The venue's wall clock as ISO text without zone, `2026-06-06T09:00:00.000`. */
function localText(plan: RaceDayPlan, atMs: number): string {
  const shifted = plan.startsAt.getTime() + atMs + plan.utcOffsetMinutes * 60_000;
  return new Date(shifted).toISOString().slice(0, -1);
}

/** ISO 8601 with the venue's offset, `2026-06-06T09:00:00+02:00`, as Schedule rows write it. */
export function isoWithOffset(plan: RaceDayPlan, atMs: number): string {
  return `${localText(plan, atMs).slice(0, 19)}${offsetText(plan)}`;
}

/** Midnight of the venue's day, as Events rows write their dates. */
export function midnightWithOffset(plan: RaceDayPlan, atMs: number): string {
  return `${localText(plan, atMs).slice(0, 10)}T00:00:00${offsetText(plan)}`;
}

/** Time of day at the venue, `09:00:00`. */
export function timeOfDay(plan: RaceDayPlan, atMs: number): string {
  return localText(plan, atMs).slice(11, 19);
}

/** Time of day at the venue with milliseconds, `09:00:00.120`. */
export function timeOfDayMs(plan: RaceDayPlan, atMs: number): string {
  return localText(plan, atMs).slice(11);
}

/** What the bridge writes for dtStart and dtFinish: UTC's date, the venue's clock, and a Z that is not true. */
export function bridgeTime(plan: RaceDayPlan, atMs: number): string {
  return `${momentAt(plan, atMs).toISOString().slice(0, 10)}T${timeOfDayMs(plan, atMs)}Z`;
}

/** RaceStatus by time: 0 scheduled, 3 in progress, 4 unofficial, 5 official ten minutes after the last run. */
export function raceStatusAt(race: PlanRace, atMs: number): 0 | 3 | 4 | 5 {
  if (atMs < race.startAtMs) return 0;
  if (atMs < race.endAtMs) return 3;
  return atMs < race.endAtMs + officialAfterMs ? 4 : 5;
}

/**
 * A moment in the middle of the first day's action: all first runs are done, the largest second-run race
 * is under way, someone is on the course, and the next result is 12 s (simulated) away.
 */
export function middleOfDay1(plan: RaceDayPlan): number {
  const seconds = plan.races.filter(({ day, disId }) => day === 1 && disId === 'BR2');
  const race = seconds.reduce<PlanRace | undefined>(
    (largest, next) => (largest === undefined || next.runs.length > largest.runs.length ? next : largest),
    undefined,
  );
  const finishes = (race?.runs ?? [])
    .filter(({ status }) => status === '')
    .map(({ decidedAtMs }) => decidedAtMs);
  finishes.sort((a, b) => a - b);
  return (finishes[Math.floor(finishes.length * 0.4)] ?? 72_000) - 12_000;
}

/** In the first team race: some teams are in, others on their way, and the next result is 12 s (simulated) away. */
export function duringTeams(plan: RaceDayPlan): number {
  const runs = plan.races.find(({ disId }) => disId === 'TSR')?.runs ?? [];
  const finishes = runs.filter(({ status }) => status === '').map(({ decidedAtMs }) => decidedAtMs);
  finishes.sort((a, b) => a - b);
  return (finishes[Math.min(3, finishes.length - 1)] ?? 72_000) - 12_000;
}

function offsetText(plan: RaceDayPlan): string {
  const minutes = Math.abs(plan.utcOffsetMinutes);
  const sign = plan.utcOffsetMinutes < 0 ? '-' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
