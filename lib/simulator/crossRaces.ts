import { crossClassId } from './classes';
import type { PlanParticipant, PlanRace, PlanRun, PlanStatus } from './plan';
import type { Random } from './random';
import { crossRun, tens } from './runs';
import { lastDecision, type RaceHead } from './slalomRaces';

type CrossRace = Omit<PlanRace, 'raceOrder'>;

/** Boats in a heat, and how many of them go through. */
const heatSize = 4;
const goThrough = 2;
const heatIntervalSeconds = 180;
/** From the last finish of a round to the draw of the next. */
const drawAfterMs = 60_000;

/** The time trial: one after another on a short course, best times get a place in the bracket. */
export function crossTrial(
  random: Random,
  head: Omit<RaceHead, 'raceId' | 'classId' | 'disId' | 'title' | 'previousRaceId'>,
  athletes: readonly PlanParticipant[],
): CrossRace {
  const raceId = `${crossClassId}_XT_6`;
  const runs = athletes.map((athlete, index) => {
    const lastsMs = tens(46_000 * (1 + athlete.weakness * 0.3 + random.bell() * 0.04));
    const slot = slotOf(
      raceId,
      index,
      head.startAtMs + index * head.startIntervalSeconds * 1000,
      head.startAtMs,
    );
    // Enough of the field must arrive to fill the bracket.
    const absent = index >= bracketSize(athletes.length) && random.chance(0.2);
    return crossRun(athlete, slot, { status: absent ? 'DNS' : '', timeMs: lastsMs, lastsMs });
  });
  for (const run of byTime(runs).slice(0, bracketSize(athletes.length))) run.qualified = true;
  return {
    ...head,
    raceId,
    classId: crossClassId,
    disId: 'XT',
    title: 'Kayak cross - časovka',
    previousRaceId: null,
    endAtMs: lastDecision(head.startAtMs, runs),
    runs,
  };
}

/**
 * The bracket that follows the trial: heats of four, the first two go through, down to one final.
 * 32 boats race two rounds of heats (`X1-M_X4_7_R1`, `_R2`), 16 one; then semifinals and final.
 * Empty for fewer than four boats.
 */
export function crossBracket(
  random: Random,
  trial: CrossRace,
  athletes: readonly PlanParticipant[],
  head: { courseNr: number; startAtMs: number; breakMs: number },
): CrossRace[] {
  const byId = new Map(athletes.map((athlete) => [athlete.participantId, athlete]));
  const athletesOf = (runs: readonly PlanRun[]) => runs.flatMap((run) => byId.get(run.participantId) ?? []);
  const races: CrossRace[] = [];
  let boats = athletesOf(byTime(trial.runs).slice(0, bracketSize(athletes.length)));
  let startAtMs = head.startAtMs;
  let drawnAtMs = trial.endAtMs + drawAfterMs;
  let round = 1;

  while (boats.length >= heatSize) {
    const { disId, suffix, title } = roundOf(boats.length, round);
    const race = heats(
      random.fork(`round-${round}`),
      boats,
      {
        raceId: `${crossClassId}_${disId}_7${suffix}`,
        classId: crossClassId,
        disId,
        day: 2,
        courseNr: head.courseNr,
        title: `Kayak cross - ${title}`,
        startIntervalSeconds: heatIntervalSeconds,
        drawnAtMs,
        startAtMs,
        previousRaceId: null,
      },
      round,
    );
    races.push(race);
    if (disId === 'XF') break;
    boats = athletesOf(
      [...race.runs]
        .sort((a, b) => (a.totalMs ?? Infinity) - (b.totalMs ?? Infinity) || a.startOrder - b.startOrder)
        .filter(({ qualified }) => qualified),
    );
    startAtMs = Math.ceil((race.endAtMs + head.breakMs) / 60_000) * 60_000;
    drawnAtMs = race.endAtMs + drawAfterMs;
    round += 1;
  }
  return races;
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

function heats(
  random: Random,
  boats: readonly PlanParticipant[],
  head: RaceHead,
  roundNr: number,
): CrossRace {
  const heatCount = boats.length / heatSize;
  const runs: PlanRun[] = [];
  for (let heat = 0; heat < heatCount; heat += 1) {
    // Snake seeding: 1, 8, 9, 16 … meet, so that the best do not meet early.
    const inHeat = [heat, 2 * heatCount - 1 - heat, 2 * heatCount + heat, 4 * heatCount - 1 - heat].flatMap(
      (seed) => boats[seed] ?? [],
    );
    const startAtMs = head.startAtMs + heat * heatIntervalSeconds * 1000;
    const arrivals = inHeat
      .map((athlete, lane) => ({
        athlete,
        lane,
        lastsMs: tens(52_000 * (1 + athlete.weakness * 0.15 + random.next() * 0.15) + lane * 10),
      }))
      .sort((a, b) => a.lastsMs - b.lastsMs);
    const ending = heatEnding(random, head.disId, heat);
    arrivals.forEach(({ athlete, lane, lastsMs }, arrival) => {
      const isLast = arrival === arrivals.length - 1;
      const status = isLast ? ending : '';
      const slot = slotOf(head.raceId, heat * heatSize + lane, startAtMs, head.startAtMs);
      const run = crossRun(athlete, slot, { status, timeMs: (arrival + 1) * 1000, lastsMs });
      run.heatNr = heat + 1;
      run.roundNr = roundNr;
      run.qualified = head.disId !== 'XF' && arrival < goThrough;
      runs.push(run);
    });
  }
  runs.sort((a, b) => a.startOrder - b.startOrder);
  return { ...head, endAtMs: lastDecision(head.startAtMs, runs), runs };
}

/** The first two heats of a round always have one ranked last and one who gave up; finals rarely do. */
function heatEnding(random: Random, disId: PlanRace['disId'], heat: number): PlanStatus {
  if (disId === 'XF') return random.chance(0.2) ? 'RAL' : '';
  if (heat === 0) return 'RAL';
  if (heat === 1) return 'DNF';
  return random.chance(0.3) ? 'RAL' : '';
}

function byTime(runs: readonly PlanRun[]): PlanRun[] {
  return runs
    .filter(({ totalMs }) => totalMs !== null)
    .sort((a, b) => (a.totalMs ?? 0) - (b.totalMs ?? 0) || a.startOrder - b.startOrder);
}

function slotOf(raceId: string, index: number, startAtMs: number, raceStartAtMs: number) {
  return { raceId, startOrder: index + 1, startAtMs, raceStartAtMs, gateCount: 0, parTimeMs: 0 };
}
