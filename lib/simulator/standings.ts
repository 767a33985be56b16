import { changesOf, runAt } from './corrections';
import { overallAt } from './overall';
import { isHeadToHead } from './plan';
import { heatSize } from './heats';
import type { PlanRace, PlanRun, RaceDayPlan } from './plan';

/** One row of a race's table at a moment. Totals and gaps are milliseconds. */
export interface Standing {
  run: PlanRun;
  /** What is known at the moment: not started, on the course, or decided. */
  state: 'waiting' | 'running' | 'decided';
  /** This run's own total, where it counts. */
  totalMs: number | null;
  /** 1 + the number of smaller totals; in kayak-cross heats the place in the heat. Null without a total. */
  rnk: number | null;
  /** Row in the table, from 1. */
  rnkOrder: number;
  behindMs: number | null;
  catRnk: number | null;
  catRnkOrder: number | null;
  catBehindMs: number | null;
  /** The first run's row, for a BR2. */
  previous: Standing | null;
  /** The better of both runs, for a BR2; null where no run counts yet. */
  bestTotalMs: number | null;
  /** In an overall list: the round that was reached. */
  recordType?: string;
}

const statusOrder = ['DNF', 'CAP', 'RAL', 'DNS', 'DSQ'];

/** The race found by its id. Throws `RangeError` for an unknown one. */
export function raceOf(plan: RaceDayPlan, raceId: string): PlanRace {
  const race = plan.races.find((candidate) => candidate.raceId === raceId);
  if (race === undefined) throw new RangeError(`No race ${raceId} in this plan.`);
  return race;
}

/**
 * A race's rows at a moment, best first: ranked by this race's own totals, then those still to run in
 * start order, then by status and bib. Empty before the start list is drawn.
 */
export function standingsAt(plan: RaceDayPlan, race: PlanRace, atMs: number): Standing[] {
  if (atMs < race.drawnAtMs) return [];
  if (race.disId === 'XER') {
    return overallAt(plan, race, atMs).map(({ run, ...given }, at) => ({
      ...unranked(run),
      ...given,
      rnkOrder: at + 1,
    }));
  }
  const previous = race.previousRaceId === null ? null : raceOf(plan, race.previousRaceId);
  const earlier = new Map(
    (previous === null ? [] : standingsAt(plan, previous, atMs)).map((row) => [row.run.participantId, row]),
  );
  const rows = race.runs.map((planned): Standing => {
    const run = runAt(planned, atMs);
    const state = stateAt(run, atMs);
    const totalMs = state === 'decided' ? run.totalMs : null;
    const previous = earlier.get(run.participantId) ?? null;
    const bestTotalMs = smaller(totalMs, previous?.totalMs ?? null);
    return { ...unranked(run), state, totalMs, previous, bestTotalMs };
  });
  rows.sort((a, b) => compareRows(a, b, (row) => row.totalMs));
  rankRows(rows, isHeadToHead(race.disId));
  return rows;
}

/** When the next row of the race changes after a moment; Infinity when none does. */
export function nextChange(race: PlanRace, atMs: number): number {
  return changesOf(race).find((changedAtMs) => changedAtMs > atMs) ?? Infinity;
}

function stateAt(run: PlanRun, atMs: number): Standing['state'] {
  if (run.isSilent === true) return 'waiting';
  if (atMs >= run.decidedAtMs) return 'decided';
  return atMs >= run.startAtMs && run.status !== 'DNS' ? 'running' : 'waiting';
}

function unranked(run: PlanRun): Standing {
  return {
    ...{ run, state: 'decided', totalMs: run.totalMs, previous: null, bestTotalMs: run.totalMs },
    ...{ rnk: null, rnkOrder: 0, behindMs: null, catRnk: null, catRnkOrder: null, catBehindMs: null },
  };
}

/** The rows of a BR2 in the order of the better run, as the live feed lists them. */
export function bestRunOrder(rows: readonly Standing[]): Standing[] {
  return [...rows].sort((a, b) => compareRows(a, b, (row) => row.bestTotalMs));
}

/** 1 + the number of smaller totals. */
export function rankAmong(totalMs: number, totals: readonly (number | null)[]): number {
  return 1 + totals.filter((other) => other !== null && other < totalMs).length;
}

function compareRows(a: Standing, b: Standing, totalOf: (row: Standing) => number | null): number {
  if (a.run.heat && b.run.heat) return compareHeats(a, b);
  const [left, right] = [totalOf(a), totalOf(b)];
  if (left !== null && right !== null) {
    // In kayak cross every heat has its own places: heat after heat.
    const heat = (a.run.heatNr ?? 0) - (b.run.heatNr ?? 0);
    return heat || left - right || a.run.startOrder - b.run.startOrder;
  }
  if (left !== null) return -1;
  if (right !== null) return 1;
  return shownStatus(a) - shownStatus(b) || a.run.startOrder - b.run.startOrder;
}

/** Heats that are judged: heat after heat, by place once the heat is decided. */
function compareHeats(a: Standing, b: Standing): number {
  const placeOf = ({ run, state }: Standing): number =>
    state === 'decided' ? (run.heat?.place ?? heatSize) : 0;
  return (
    (a.run.heatNr ?? 0) - (b.run.heatNr ?? 0) ||
    placeOf(a) - placeOf(b) ||
    a.run.startOrder - b.run.startOrder
  );
}

/** 0 while nothing is decided, then the order of the statuses. */
function shownStatus(row: Standing): number {
  return row.state === 'decided' ? statusOrder.indexOf(row.run.status) + 1 : 0;
}

function rankRows(rows: Standing[], byHeat: boolean): void {
  const seen = new Map<string, Counter>();
  rows.forEach((row, index) => {
    row.rnkOrder = index + 1;
    if (row.run.heat) {
      row.rnkOrder = place(seen, `heat/${row.run.heatNr}`, index).count;
      if (row.state === 'decided') row.rnk = row.run.heat.rank;
      return;
    }
    if (row.totalMs === null) return;
    const heat = byHeat ? String(row.run.heatNr) : '';
    const all = place(seen, `all/${heat}`, row.totalMs);
    row.rnk = all.rank;
    row.behindMs = row.totalMs - all.bestMs;
    if (row.run.catId === '' || byHeat) return;
    const inCategory = place(seen, `cat/${row.run.catId}`, row.totalMs);
    row.catRnk = inCategory.rank;
    row.catRnkOrder = inCategory.count;
    row.catBehindMs = row.totalMs - inCategory.bestMs;
  });
}

interface Counter {
  count: number;
  rank: number;
  bestMs: number;
  lastMs: number;
}

/** Counts one more row of a sorted group; equal totals share a rank and the next is skipped. */
function place(groups: Map<string, Counter>, key: string, totalMs: number): Counter {
  const group = groups.get(key) ?? { count: 0, rank: 1, bestMs: totalMs, lastMs: totalMs };
  group.count += 1;
  if (totalMs !== group.lastMs) group.rank = group.count;
  group.lastMs = totalMs;
  groups.set(key, group);
  return group;
}

function smaller(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
