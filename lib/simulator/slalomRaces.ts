import type { PlanParticipant, PlanRace, PlanRun, PlanStatus } from './plan';
import type { Random } from './random';
import { drawStatus, slalomRun } from './runs';

/** Everything of a race but its runs, order number and end. */
export interface RaceHead {
  raceId: string;
  classId: string;
  disId: PlanRace['disId'];
  day: 1 | 2;
  courseNr: number;
  title: string;
  startIntervalSeconds: number;
  drawnAtMs: number;
  startAtMs: number;
  previousRaceId: string | null;
}

/** What a slalom race is drawn from. */
export interface SlalomDraw {
  athletes: readonly PlanParticipant[];
  gateCount: number;
  parTimeMs: number;
  /** Endings that must occur, by index in the start list. */
  forced?: ReadonlyMap<number, PlanStatus>;
  /** Boats that go together, whose penalties are summed up; default 1. */
  boats?: number;
  /** The pair's first race, for a second run. */
  previous?: PlanRace;
}

/** A race against the clock: one athlete or team after another in start order. */
export function slalomRace(random: Random, head: RaceHead, draw: SlalomDraw): Omit<PlanRace, 'raceOrder'> {
  const runs = draw.athletes.map((athlete, index) => {
    const slot = {
      raceId: head.raceId,
      startOrder: index + 1,
      startAtMs: head.startAtMs + index * head.startIntervalSeconds * 1000,
      raceStartAtMs: head.startAtMs,
      gateCount: draw.gateCount,
      parTimeMs: draw.parTimeMs,
      boats: draw.boats ?? 1,
    };
    const wasAbsent = draw.previous?.runs[index]?.status === 'DNS' && random.chance(0.8);
    const status = draw.forced?.get(index) ?? (wasAbsent ? 'DNS' : drawStatus(random));
    return slalomRun(random, athlete, slot, status);
  });
  return { ...head, endAtMs: lastDecision(head.startAtMs, runs), runs };
}

/** Which of `count` starters must not arrive, must not finish, and so on, so that no race day lacks a status. */
export function forcedEndings(random: Random, count: number): Map<number, PlanStatus> {
  const statuses: PlanStatus[] = ['DNS', 'DNF', 'DSQ', 'CAP'];
  if (count < 2 * statuses.length) return new Map();
  const unlucky = random.shuffle(Array.from({ length: count }, (_, index) => index));
  return new Map(statuses.map((status, index) => [unlucky[index] ?? 0, status]));
}

/** When the last of the runs is known. */
export function lastDecision(startAtMs: number, runs: readonly PlanRun[]): number {
  return runs.reduce((latest, { decidedAtMs }) => Math.max(latest, decidedAtMs), startAtMs);
}
