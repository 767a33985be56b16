import { hasCrossedLine, liveEntry, raceTable, type LiveOnCourseEntry, type RaceTable } from './liveRows';
import type { PlanRace, PlanRun, RaceDayPlan } from './plan';

/** A full list of who is at the start, on the course, or just in. */
export interface OnCoursePush {
  atMs: number;
  oncourse: LiveOnCourseEntry[];
}

/** The bridge looks twice a second and sends what changed: 1–2 lists a second, as recorded. */
const lookEveryMs = 500;
/** An unchanged list is sent again before a server that forgets after 10 s would forget it. */
const repeatAfterMs = 5000;
/** How long a boat that is in stays on the list. */
const showFinishedMs = 3000;
const longestWaitMs = 60_000;
const mostEntries = 6;

interface Visit {
  race: PlanRace;
  run: PlanRun;
  fromMs: number;
  untilMs: number;
}

/** The on-course lists of a whole plan, from a moment on, made one at a time; never two in the same moment. */
export function* onCoursePushes(plan: RaceDayPlan, fromMs: number): Generator<OnCoursePush> {
  const visits = plan.races.flatMap(visitsOf).filter(({ untilMs }) => untilMs > fromMs);
  visits.sort((a, b) => a.fromMs - b.fromMs);
  const participants = new Map(plan.participants.map((one) => [one.participantId, one]));
  const tables = new Map<string, RaceTable>();
  const tableOf = (race: PlanRace, atMs: number): RaceTable => {
    const known = tables.get(race.raceId);
    if (known !== undefined && atMs < known.validUntilMs) return known;
    const fresh = raceTable(plan, race, atMs);
    tables.set(race.raceId, fresh);
    return fresh;
  };

  let nextVisit = 0;
  let active: Visit[] = [];
  let sentText = '[]';
  let sentAtMs = -Infinity;
  let look = Math.ceil(fromMs / lookEveryMs);
  for (;;) {
    const atMs = look * lookEveryMs + latenessOf(look);
    for (
      let visit = visits[nextVisit];
      visit !== undefined && visit.fromMs <= atMs;
      visit = visits[nextVisit]
    ) {
      active.push(visit);
      nextVisit += 1;
    }
    active = active.filter(({ untilMs }) => untilMs > atMs);
    const oncourse = listOrder(active, atMs).map(({ race, run, position }) =>
      liveEntry(plan, participants, tableOf(race, atMs), race, run, atMs, position),
    );
    const text = JSON.stringify(oncourse);
    if (text !== sentText || (oncourse.length > 0 && atMs - sentAtMs >= repeatAfterMs)) {
      yield { atMs, oncourse };
      sentText = text;
      sentAtMs = atMs;
    }
    look += 1;
    if (active.length > 0) continue;
    const next = visits[nextVisit];
    if (next === undefined) return;
    look = Math.max(look, Math.ceil(next.fromMs / lookEveryMs));
  }
}

function visitsOf(race: PlanRace): Visit[] {
  const waitMs = Math.min(longestWaitMs, race.startIntervalSeconds * 1200);
  return race.runs
    .filter(({ status }) => status !== 'DNS')
    .map((run) => ({
      race,
      run,
      // A heat is not called to the start before it is drawn.
      fromMs: Math.max(run.startAtMs - waitMs, race.drawnAtMs),
      untilMs: run.decidedAtMs + showFinishedMs,
    }));
}

/** Finished boats first, all at position 1; then those on the course, then those who wait, counted on. */
function listOrder(active: readonly Visit[], atMs: number): (Visit & { position: number })[] {
  const isIn = ({ run }: Visit): boolean => hasCrossedLine(run) && atMs >= run.decidedAtMs;
  const finished = active.filter(isIn).sort((a, b) => a.run.decidedAtMs - b.run.decidedAtMs);
  const others = active.filter((visit) => !isIn(visit)).sort((a, b) => a.run.startAtMs - b.run.startAtMs);
  return [
    ...finished.map((visit) => ({ ...visit, position: 1 })),
    ...others.map((visit, index) => ({ ...visit, position: index + 1 })),
  ].slice(0, mostEntries);
}

/** Up to 90 ms late, differently every time but the same in every simulation. */
function latenessOf(look: number): number {
  return (Math.imul(look, 0x9e3779b1) >>> 16) % 91;
}
