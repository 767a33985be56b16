import type { CrossRules } from './crossRules';
import { heatIntervalSeconds, heatRace, heatSize, seededHeats, type Contender } from './heats';
import type { PlanParticipant, PlanRace, PlanRun, PlanStatus } from './plan';
import type { Random } from './random';
import { crossRun, slotOf, tens } from './runs';
import { lastDecision, type RaceHead } from './slalomRaces';

type CrossRace = Omit<PlanRace, 'raceOrder'>;
/** From the last finish of a round to the draw of the next. */
const drawAfterMs = 60_000;

/** The time trial: one after another on a short course, best times get a place in the bracket. */
export function crossTrial(
  random: Random,
  head: Omit<RaceHead, 'raceId' | 'classId' | 'disId' | 'title' | 'previousRaceId'>,
  athletes: readonly PlanParticipant[],
  rules: CrossRules,
): CrossRace {
  const raceId = rules.raceIdOf('XT');
  const runs = athletes.map((athlete, index) => {
    const lastsMs = tens(46_000 * (1 + athlete.weakness * 0.3 + random.bell() * 0.04));
    const slot = slotOf(
      raceId,
      index,
      head.startAtMs + index * head.startIntervalSeconds * 1000,
      head.startAtMs,
    );
    const status = trialEnding(random, index, athletes.length, rules);
    const run = crossRun(athlete, { ...slot, bib: String(index + 1) }, { status, timeMs: lastsMs, lastsMs });
    return status === 'DNS' ? run : { ...run, gates: Array.from({ length: rules.gateCount }, () => 0) };
  });
  for (const run of byTime(runs).slice(0, bracketSize(athletes.length))) run.qualified = true;
  return {
    ...head,
    raceId,
    classId: rules.classId,
    disId: 'XT',
    title: 'Kayak cross - časovka',
    previousRaceId: null,
    endAtMs: lastDecision(head.startAtMs, runs),
    runs,
  };
}

/**
 * Enough of the field must arrive to fill the bracket; of the others some do not come. Where judged, the last does not
 * and the one before is disqualified, so that the overall list has both.
 */
function trialEnding(random: Random, index: number, count: number, rules: CrossRules): PlanStatus {
  const isAbsent = index >= bracketSize(count) && random.chance(0.2);
  if (rules.isJudged && index === count - 1) return 'DNS';
  if (rules.isJudged && index === count - 2) return 'DSQ';
  return isAbsent ? 'DNS' : '';
}

/**
 * The bracket that follows the trial: heats of four, the first two go through, down to one final.
 * 32 boats race two rounds of heats (`X1-M_X4_7_R1`, `_R2`), 16 one; then semifinals and final, where judged with a
 * small final as heat 2. Empty for fewer than four boats.
 */
export function crossBracket(
  random: Random,
  trial: CrossRace,
  athletes: readonly PlanParticipant[],
  head: { courseNr: number; startAtMs: number; breakMs: number },
  rules: CrossRules,
): CrossRace[] {
  const races: CrossRace[] = [];
  let boats = seeds(trial, athletes, rules);
  let left: Contender[] = [];
  let startAtMs = head.startAtMs;
  let drawnAtMs = trial.endAtMs + drawAfterMs;
  let round = 1;

  while (boats.length >= heatSize) {
    const { disId, suffix, title } = roundOf(boats.length, round);
    const hasSmallFinal = rules.isJudged && disId === 'XF' && left.length === heatSize;
    const race = heatRace(
      random.fork(`round-${round}`),
      hasSmallFinal ? [boats, left] : seededHeats(boats),
      {
        raceId: rules.raceIdOf(disId, suffix),
        classId: rules.classId,
        disId,
        day: rules.bracketDay,
        courseNr: head.courseNr,
        title: `Kayak cross - ${title}`,
        startIntervalSeconds: heatIntervalSeconds,
        drawnAtMs,
        startAtMs,
        previousRaceId: null,
      },
      round,
      rules,
    );
    races.push(race);
    if (disId === 'XF') break;
    [boats, left] = halves(race, boats);
    startAtMs = Math.ceil((race.endAtMs + head.breakMs) / 60_000) * 60_000;
    drawnAtMs = race.endAtMs + drawAfterMs;
    round += 1;
  }
  return races;
}

/** The best of the trial. Where bibs are dealt anew, the fastest wears 1. */
function seeds(trial: CrossRace, athletes: readonly PlanParticipant[], rules: CrossRules): Contender[] {
  const byId = new Map(athletes.map((athlete) => [athlete.participantId, athlete]));
  return byTime(trial.runs)
    .slice(0, bracketSize(athletes.length))
    .flatMap((run, index) => {
      const athlete = byId.get(run.participantId);
      const bib = rules.isJudged ? String(index + 1) : run.bib;
      return athlete === undefined ? [] : [{ athlete, bib, previousRank: index + 1 }];
    });
}

/** Who goes through, best first, and who does not. */
function halves(race: CrossRace, boats: readonly Contender[]): [Contender[], Contender[]] {
  const byId = new Map(boats.map((boat) => [boat.athlete.participantId, boat]));
  const placeOf = ({ heat, totalMs }: PlanRun): number =>
    heat?.place ?? (heat ? Infinity : totalMs) ?? Infinity;
  const sorted = [...race.runs].sort((a, b) => placeOf(a) - placeOf(b) || a.startOrder - b.startOrder);
  const half = (qualified: boolean): Contender[] =>
    sorted
      .filter((run) => run.qualified === qualified)
      .flatMap((run) => {
        const boat = byId.get(run.participantId);
        return boat === undefined ? [] : [{ ...boat, previousRank: run.heat?.place ?? heatSize }];
      });
  return [half(true), half(false)];
}

/** The largest full bracket that so many boats fill: 32, 16, 8, 4 or none. */
export function bracketSize(boats: number): number {
  return [32, 16, 8, 4].find((size) => size <= boats) ?? 0;
}

function roundOf(boats: number, round: number): { disId: 'X4' | 'XS' | 'XF'; suffix: string; title: string } {
  if (boats === heatSize) return { disId: 'XF', suffix: '', title: 'finále' };
  if (boats === 2 * heatSize) return { disId: 'XS', suffix: '', title: 'semifinále' };
  return { disId: 'X4', suffix: `_R${round}`, title: `rozjížďky, ${round}. kolo` };
}

/** Those with a time, fastest first. */
export function byTime(runs: readonly PlanRun[]): PlanRun[] {
  return runs
    .filter(({ totalMs }) => totalMs !== null)
    .sort((a, b) => (a.totalMs ?? 0) - (b.totalMs ?? 0) || a.startOrder - b.startOrder);
}
