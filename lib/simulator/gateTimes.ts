import type { PlanRun, RaceDayPlan } from './plan';

/** When each gate was judged: milliseconds since midnight, 0 for none. Every fifth was filled in later. */
export function gateTimes(plan: RaceDayPlan, run: PlanRun): string | null {
  if (run.gates.length === 0) return null;
  const venueMs = plan.startsAt.getTime() + plan.utcOffsetMinutes * 60_000 + run.startAtMs;
  const sinceMidnight = venueMs % 86_400_000;
  const eachMs = (run.decidedAtMs - run.startAtMs) / (run.gates.length + 1);
  let last = sinceMidnight;
  return run.gates
    .map((penalty, at) => {
      last = at % 5 === 4 ? last + 2000 : Math.round(sinceMidnight + eachMs * (at + 1));
      return `${penalty === null ? 0 : last};`;
    })
    .join('');
}
