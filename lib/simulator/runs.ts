import type { GatePenalty, PlanParticipant, PlanRun, PlanStatus } from './plan';
import type { Random } from './random';

/** Where and when a run takes place, before anyone knows how it ends. */
export interface RunSlot {
  raceId: string;
  startOrder: number;
  startAtMs: number;
  /** Known absentees are marked when the race starts. */
  raceStartAtMs: number;
  gateCount: number;
  parTimeMs: number;
  /** Boats that go together: three make a team, whose gates are judged boat by boat and summed up. Default 1. */
  boats?: number;
  /** Default: the entry's. */
  bib?: string;
}

/** Slalom runs last 70 to 110 s here; inside what the export's time-mode rule takes for a run. */
const shortestRunMs = 70_000;
const longestRunMs = 110_000;

/** Draws a fate: mostly none, sometimes one of the four statuses of a slalom race. */
export function drawStatus(random: Random): PlanStatus {
  const drawn = random.next();
  if (drawn < 0.03) return 'DNS';
  if (drawn < 0.045) return 'DNF';
  if (drawn < 0.053) return 'CAP';
  if (drawn < 0.058) return 'DSQ';
  return '';
}

/** One slalom run: time, gates and how it ended. */
export function slalomRun(
  random: Random,
  athlete: PlanParticipant,
  slot: RunSlot,
  status: PlanStatus,
): PlanRun {
  const form = athlete.weakness * 0.3 + random.bell() * 0.05;
  const paddledMs = tens(clamp(slot.parTimeMs * (1 + form), shortestRunMs, longestRunMs));
  const judged = judgeGates(random, athlete.weakness, slot.gateCount);
  for (let boat = 2; boat <= (slot.boats ?? 1); boat += 1) {
    judgeGates(random, athlete.weakness, slot.gateCount).forEach((penalty, gate) => {
      judged[gate] = (judged[gate] ?? 0) + (penalty ?? 0);
    });
  }
  const reached = status === 'DNF' || status === 'CAP' ? random.int(3, slot.gateCount - 3) : slot.gateCount;
  const gates = status === 'DNS' ? [] : judged.map((penalty, index) => (index < reached ? penalty : null));
  const penSeconds = gates.reduce<number>((sum, penalty) => sum + (penalty ?? 0), 0);
  const counts = status === '';
  // Nobody leaves on the second: the beam says when the run really began.
  const startAtMs = slot.startAtMs + random.int(0, 99) * 10;
  return {
    ...startOf(athlete, { ...slot, startAtMs }),
    decidedAtMs:
      status === 'DNS' ? slot.raceStartAtMs : startAtMs + tens(paddledMs * (reached / slot.gateCount)),
    status,
    timeMs: counts ? paddledMs : null,
    gates,
    penSeconds: counts ? penSeconds : 0,
    totalMs: counts ? paddledMs + penSeconds * 1000 : null,
    heatNr: null,
    roundNr: null,
    qualified: false,
  };
}

/** One run in kayak cross: a status or a time in ms (in a heat: the finish order × 1000). */
export function crossRun(
  athlete: PlanParticipant,
  slot: RunSlot,
  ended: { status: PlanStatus; timeMs: number; lastsMs: number },
): PlanRun {
  const timeMs = ended.status === '' ? ended.timeMs : null;
  return {
    ...startOf(athlete, slot),
    decidedAtMs: ended.status === 'DNS' ? slot.raceStartAtMs : slot.startAtMs + ended.lastsMs,
    status: ended.status,
    timeMs,
    gates: [],
    penSeconds: 0,
    totalMs: timeMs,
    heatNr: null,
    roundNr: null,
    qualified: false,
  };
}

/** Where and when a boat starts in kayak cross. */
export function slotOf(raceId: string, index: number, startAtMs: number, raceStartAtMs: number): RunSlot {
  return { raceId, startOrder: index + 1, startAtMs, raceStartAtMs, gateCount: 0, parTimeMs: 0 };
}

/** How many of the gates have been passed at a moment, 0 before the start. */
export function gatesPassed(run: PlanRun, gateCount: number, atMs: number): number {
  if (atMs >= run.decidedAtMs) return run.gates.length;
  if (atMs <= run.startAtMs) return 0;
  // A run that was given up ends at its last gate, so the pace follows from the gates it reached.
  const reached = run.status === 'DNF' || run.status === 'CAP' ? lastJudged(run) : gateCount;
  const share = (atMs - run.startAtMs) / (run.decidedAtMs - run.startAtMs);
  return Math.min(run.gates.length, Math.floor(share * (reached + 1)));
}

function lastJudged(run: PlanRun): number {
  return run.gates.findLastIndex((penalty) => penalty !== null) + 1;
}

function startOf(athlete: PlanParticipant, slot: RunSlot) {
  return {
    raceId: slot.raceId,
    participantId: athlete.participantId,
    startOrder: slot.startOrder,
    bib: slot.bib ?? athlete.eventBib,
    catId: athlete.catId,
    startAtMs: slot.startAtMs,
  };
}

function judgeGates(random: Random, weakness: number, gateCount: number): GatePenalty[] {
  return Array.from({ length: gateCount }, () => {
    const drawn = random.next();
    if (drawn < 0.003 + weakness * 0.012) return 50;
    if (drawn < 0.04 + weakness * 0.07) return 2;
    // A gate nobody judged: the blank cell that shifts the numbers of whoever splits on spaces.
    return drawn > 0.999 ? null : 0;
  });
}

/** The clock shows hundredths, so every millisecond figure is a multiple of ten. */
export function tens(ms: number): number {
  return Math.round(ms / 10) * 10;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
