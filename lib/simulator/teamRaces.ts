import { withFigures } from './corrections';
import type { BoatClass } from './classes';
import { gateCountOf } from './courses';
import type { PlanParticipant, PlanRace } from './plan';
import type { Random } from './random';
import { slalomRace, type RaceHead } from './slalomRaces';

/** Sums that three boats can make of 0, 2 and 50 at one gate, and that a reader of single boats does not expect. */
const rareSums = [52, 100, 102, 104, 150];
const intervalSeconds = 90;

/** A team race whose gates hold the sum over the three boats; the rarest sums occur in the first teams. */
export function teamRace(
  random: Random,
  head: Pick<RaceHead, 'raceId' | 'classId' | 'startAtMs'>,
  boat: BoatClass,
  teams: readonly PlanParticipant[],
): Omit<PlanRace, 'raceOrder'> {
  const courseNr = 2;
  const race = slalomRace(
    random,
    {
      ...head,
      ...{ disId: 'TSR', day: 2, courseNr, title: `${boat.longTitle} - hlídky` },
      ...{ startIntervalSeconds: intervalSeconds, drawnAtMs: 0, previousRaceId: null },
    },
    { athletes: teams, gateCount: gateCountOf(courseNr), parTimeMs: boat.parTimeMs * 1.15, boats: 3 },
  );
  let next = 0;
  for (const run of race.runs) {
    if (run.timeMs === null) continue;
    // Two sums side by side where the cells of the export touch: `  2 52100`.
    const gates = run.gates.map((penalty, gate) =>
      gate === 2 + (next % 4) || gate === 3 + (next % 4)
        ? (rareSums[(next + gate) % rareSums.length] ?? penalty)
        : penalty,
    );
    Object.assign(run, withFigures(run.status, run.timeMs, gates));
    next += 1;
    if (next === rareSums.length) break;
  }
  return race;
}
