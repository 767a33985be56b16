import type { PlanCorrection, PlanRace, PlanRun } from './plan';
import type { Random } from './random';

/** What the judges find out after a finish. */
export type Finding = 'gate missed' | 'touch lifted' | 'time' | 'disqualified';

/** From the finish to the correction: the video is looked at, or the jury decides. */
const soonestMs = 30_000;
const latestMs = 120_000;

/** The run as it stands at a moment. */
export function runAt(run: PlanRun, atMs: number): PlanRun {
  const latest = run.corrections?.findLast((correction) => correction.atMs <= atMs);
  return latest === undefined ? run : { ...run, ...latest };
}

/** Whether the live feed says of the run at a moment that it is under investigation. */
export function isUnderReview({ review }: PlanRun, atMs: number): boolean {
  return review !== undefined && atMs >= review.fromMs && atMs < review.untilMs;
}

/** Every moment at which something of the race changes for those who look at its table, in order. */
export function changesOf(race: PlanRace): number[] {
  const moments = race.runs.flatMap(({ decidedAtMs, corrections = [], review }) => [
    decidedAtMs,
    ...corrections.map(({ atMs }) => atMs),
    ...(review === undefined ? [] : [review.fromMs, review.untilMs]),
  ]);
  return [...new Set(moments)].sort((a, b) => a - b);
}

/**
 * Has the judges correct one run for each finding, every other one after an open investigation, and look into one
 * run more without finding anything. Runs are taken from the middle of the start list; small races have fewer.
 */
export function correct(
  random: Random,
  { runs: all }: Pick<PlanRace, 'runs'>,
  findings: readonly Finding[],
): void {
  const runs = random.shuffle(all.filter((run) => run.timeMs !== null));
  findings.forEach((finding, index) => {
    const run = runs.find((one) => one.corrections === undefined && isOpenTo(one, finding));
    if (run === undefined) return;
    const atMs = run.decidedAtMs + random.int(soonestMs / 1000, latestMs / 1000) * 1000;
    run.corrections = [{ atMs, ...corrected(random, run, finding) }];
    if (index % 2 === 0) run.review = { fromMs: run.decidedAtMs + 5000, untilMs: atMs };
  });
  const cleared = runs.find(({ corrections, review }) => corrections === undefined && review === undefined);
  if (cleared !== undefined) {
    cleared.review = { fromMs: cleared.decidedAtMs + 8000, untilMs: cleared.decidedAtMs + latestMs };
  }
}

function isOpenTo({ gates }: PlanRun, finding: Finding): boolean {
  if (finding === 'touch lifted') return gates.some((penalty) => (penalty ?? 0) % 50 >= 2);
  return finding !== 'gate missed' || gates.includes(0);
}

function corrected(random: Random, run: PlanRun, finding: Finding): Omit<PlanCorrection, 'atMs'> {
  const { status, timeMs, gates } = run;
  if (finding === 'disqualified') return { status: 'DSQ', timeMs: null, gates, penSeconds: 0, totalMs: null };
  if (finding === 'time') return withFigures(status, (timeMs ?? 0) + random.int(1, 30) * 10, gates);
  const fits = (penalty: number | null): boolean =>
    finding === 'gate missed' ? penalty === 0 : (penalty ?? 0) % 50 >= 2;
  const at = random.pick(gates.flatMap((penalty, gate) => (fits(penalty) ? [gate] : [])));
  const change = finding === 'gate missed' ? 50 : -2;
  return withFigures(status, timeMs ?? 0, gates.with(at, (gates[at] ?? 0) + change));
}

/** A run's figures from its time and gates. */
export function withFigures(
  status: PlanRun['status'],
  timeMs: number,
  gates: PlanRun['gates'],
): Omit<PlanCorrection, 'atMs'> {
  const penSeconds = gates.reduce<number>((sum, penalty) => sum + (penalty ?? 0), 0);
  return { status, timeMs, gates, penSeconds, totalMs: timeMs + penSeconds * 1000 };
}
