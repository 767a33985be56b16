import type { CrossRules } from './crossRules';
import type { PlanParticipant, PlanRace, PlanRun, PlanStatus } from './plan';
import type { Random } from './random';
import { crossRun, slotOf, tens } from './runs';
import { lastDecision, type RaceHead } from './slalomRaces';

/** A boat on its way through the bracket. */
export interface Contender {
  athlete: PlanParticipant;
  bib: string;
  /** Rank in the heat before; in the first round the seed. */
  previousRank: number;
}

/** Boats in a heat, and how many of them go through. */
export const heatSize = 4;
const goThrough = 2;
export const heatIntervalSeconds = 180;

/** Snake seeding: 1, 8, 9, 16 … meet, so that the best do not meet early. */
export function seededHeats(boats: readonly Contender[]): Contender[][] {
  const count = boats.length / heatSize;
  return Array.from({ length: count }, (_, heat) =>
    [heat, 2 * count - 1 - heat, 2 * count + heat, 4 * count - 1 - heat].flatMap((seed) => boats[seed] ?? []),
  );
}

/** One round: heat after heat, decided by arrival and, where judged, by faults. */
export function heatRace(
  random: Random,
  heats: readonly (readonly Contender[])[],
  head: RaceHead,
  roundNr: number,
  rules: CrossRules,
): Omit<PlanRace, 'raceOrder'> {
  const runs = heats.flatMap((boats, heat) => {
    const startAtMs = head.startAtMs + heat * heatIntervalSeconds * 1000;
    const arrivals = boats
      .map((boat, lane) => ({
        ...boat,
        lane,
        lastsMs: tens(52_000 * (1 + boat.athlete.weakness * 0.15 + random.next() * 0.15) + lane * 10),
      }))
      .sort((a, b) => a.lastsMs - b.lastsMs);
    const ending = heatEnding(random, head.disId, heat);
    const inHeat = arrivals.map(({ athlete, bib, lane, lastsMs }, arrival): PlanRun => {
      const status = arrival === arrivals.length - 1 ? ending : '';
      const slot = slotOf(head.raceId, heat * heatSize + lane, startAtMs, head.startAtMs);
      const run = crossRun(athlete, { ...slot, bib }, { status, timeMs: (arrival + 1) * 1000, lastsMs });
      return {
        ...run,
        heatNr: heat + 1,
        roundNr,
        qualified: head.disId !== 'XF' && arrival < goThrough,
      };
    });
    return rules.isJudged ? judged(random.fork(`judges-${heat}`), inHeat, arrivals, head, rules) : inHeat;
  });
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

/**
 * A heat as the judges see it: who made a fault at a gate comes after all without, RAL after those; the whole heat
 * is known at once. The first heat of a round always has a fault, of the second boat over the line.
 */
function judged(
  random: Random,
  inHeat: readonly PlanRun[],
  arrivals: readonly (Contender & { lane: number })[],
  { disId, startAtMs }: RaceHead,
  rules: CrossRules,
): PlanRun[] {
  const isFirst = inHeat[0]?.heatNr === 1;
  const culprit = isFirst ? 1 : random.chance(0.4) ? random.int(0, 2) : -1;
  const faultAt = random.int(2, rules.gateCount - 1);
  const hasFault = (arrival: number): boolean => arrival === culprit && inHeat[arrival]?.status === '';
  const order = [
    ...inHeat.filter(({ status }, arrival) => status === '' && !hasFault(arrival)),
    ...inHeat.filter((_, arrival) => hasFault(arrival)),
    ...inHeat.filter(({ status }) => status === 'RAL'),
  ];
  const decidedAtMs = lastDecision(startAtMs, inHeat);
  const before = disId === 'XF' && !isFirst ? heatSize : 0;
  return inHeat.map((run, arrival): PlanRun => {
    const place = order.indexOf(run) + 1;
    const faults = hasFault(arrival) ? [faultAt] : [];
    const gates = Array.from({ length: rules.gateCount }, (_, at) => (faults.includes(at + 1) ? 2 : 0));
    return {
      ...run,
      decidedAtMs,
      gates,
      penSeconds: 2 * faults.length,
      qualified: disId !== 'XF' && place > 0 && place <= goThrough,
      heat: {
        lane: (arrivals[arrival]?.lane ?? 0) + 1,
        place: place === 0 ? null : place,
        rank: place === 0 ? null : before + place,
        previousRank: arrivals[arrival]?.previousRank ?? 0,
        faults,
      },
    };
  });
}
