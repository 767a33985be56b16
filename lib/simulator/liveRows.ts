import { bridgeTime } from './clock';
import { isUnderReview } from './corrections';
import { gatesOf, isHeadToHead } from './plan';
import type { GatePenalty, PlanParticipant, PlanRace, PlanRun, RaceDayPlan } from './plan';
import { gatesPassed } from './runs';
import { bestRunOrder, nextChange, rankAmong, standingsAt, type Standing } from './standings';

/** A results row as the bridge sends it: hundredths of a second, the last four always null. */
export interface LiveResultRow {
  participantId: string;
  raceId: string;
  bib: number | string | null;
  rnk: number | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  status: string | null;
  catId: null;
  catRnk: null;
  totalBehind: null;
  catTotalBehind: null;
}

/** An on-course entry as the bridge sends it: hundredths, running times in whole seconds. */
export interface LiveOnCourseEntry {
  participantId: string;
  raceId: string;
  bib: number | string | null;
  name: string;
  club: string;
  position: number;
  gates: GatePenalty[];
  dtStart: string | null;
  dtFinish: string | null;
  time: number | null;
  pen: number;
  total: number;
  rank: number | null;
  ttbDiff: string | null;
  ttbName: string | null;
}

/** One whole race as the bridge sends it, best first; a second run is ordered by the better of both. */
export function liveResults(plan: RaceDayPlan, race: PlanRace, atMs: number): LiveResultRow[] {
  const isSecondRun = race.previousRaceId !== null;
  const table = standingsAt(plan, race, atMs);
  const rows = isSecondRun ? bestRunOrder(table) : table;
  const totals = rows.map(({ bestTotalMs }) => bestTotalMs);
  return rows.map((row, index) => {
    const { run } = row;
    const leaked = isSecondRun && plan.bestRunLeak ? leakedFrom(row) : null;
    const counting = leaked ?? row;
    return {
      participantId: run.participantId,
      raceId: race.raceId,
      bib: liveBib(plan, run.bib),
      // Rows without a rank carry their place in the table, as the timing system's do.
      rnk: isSecondRun
        ? row.bestTotalMs === null
          ? index + 1
          : rankAmong(row.bestTotalMs, totals)
        : (row.rnk ?? row.rnkOrder),
      time: row.totalMs === null ? null : hundredths(run.timeMs),
      pen: counting.totalMs === null ? 0 : counting.run.penSeconds * 100,
      // Judged heats have no total: arrival and penalty make no sum.
      total: run.heat ? null : hundredths(counting.totalMs),
      status: row.state === 'decided' ? liveStatus(run, atMs) : null,
      ...{ catId: null, catRnk: null, totalBehind: null, catTotalBehind: null },
    };
  });
}

/** What a race's on-course entries are measured against; good until the next run of the race is decided. */
export interface RaceTable {
  rows: ReadonlyMap<string, Standing>;
  totals: readonly (number | null)[];
  validUntilMs: number;
}

export function raceTable(plan: RaceDayPlan, race: PlanRace, atMs: number): RaceTable {
  const rows = standingsAt(plan, race, atMs);
  return {
    rows: new Map(rows.map((row) => [row.run.participantId, row])),
    totals: rows.map(({ bestTotalMs }) => bestTotalMs),
    validUntilMs: nextChange(race, atMs),
  };
}

/** One athlete at the start, on the course or just in. */
export function liveEntry(
  plan: RaceDayPlan,
  participants: ReadonlyMap<string, PlanParticipant>,
  table: RaceTable,
  race: PlanRace,
  run: PlanRun,
  atMs: number,
  position: number,
): LiveOnCourseEntry {
  const athlete = participants.get(run.participantId);
  const config = plan.courses.find(({ courseNr }) => courseNr === race.courseNr)?.courseConfig ?? '';
  const hasStarted = atMs >= run.startAtMs;
  const hasFinished = hasCrossedLine(run) && atMs >= run.decidedAtMs;
  const passed = hasStarted ? run.gates.slice(0, gatesPassed(run, run.gates.length, atMs)) : [];
  const gates = gatesOf(config).map((_, index) => passed[index] ?? null);
  const pen = gates.reduce<number>((sum, penalty) => sum + (penalty ?? 0), 0) * 100;
  const time = hasStarted ? liveTime(run, hasFinished, atMs) : null;
  const beat = isHeadToHead(race.disId) ? null : timeToBeat(table, run);
  const mine = table.rows.get(run.participantId)?.bestTotalMs ?? null;
  // While a boat is on its way the timing system names the leader, but no rank and no gap.
  const isMeasured = mine !== null && (hasFinished || !hasStarted) && !isHeadToHead(race.disId);
  return {
    participantId: run.participantId,
    raceId: race.raceId,
    bib: liveBib(plan, run.bib),
    name: athlete === undefined ? '' : crewName(athlete),
    club: athlete?.club ?? '',
    position,
    gates,
    dtStart: hasStarted ? bridgeTime(plan, run.startAtMs) : null,
    dtFinish: hasFinished ? bridgeTime(plan, run.decidedAtMs) : null,
    time,
    pen,
    total: (time ?? 0) + pen,
    rank: isMeasured ? rankAmong(mine, table.totals) : null,
    ttbDiff: isMeasured && beat !== null ? signedGap(mine - beat.totalMs) : null,
    ttbName: beat === null ? null : leaderName(participants.get(beat.participantId)),
  };
}

/** Everyone but those who never got to the line. */
export function hasCrossedLine(run: PlanRun): boolean {
  return run.status !== 'DNS' && run.status !== 'DNF' && run.status !== 'CAP';
}

function liveTime(run: PlanRun, hasFinished: boolean, atMs: number): number {
  if (hasFinished) return Math.round((run.timeMs ?? run.decidedAtMs - run.startAtMs) / 10);
  return Math.floor((Math.min(atMs, run.decidedAtMs) - run.startAtMs) / 1000) * 100;
}

/** The best total of anyone else. */
function timeToBeat(table: RaceTable, run: PlanRun): { participantId: string; totalMs: number } | null {
  let best: { participantId: string; totalMs: number } | null = null;
  for (const [participantId, { bestTotalMs }] of table.rows) {
    if (bestTotalMs === null || participantId === run.participantId) continue;
    if (best === null || bestTotalMs < best.totalMs) best = { participantId, totalMs: bestTotalMs };
  }
  return best;
}

/** The first run, where the timing system would put its penalty and total into the second run's row. */
function leakedFrom(row: Standing): Standing | null {
  const previous = row.previous;
  if (previous === null || previous.totalMs === null || row.state !== 'decided' || row.run.status === 'DNS')
    return null;
  return row.totalMs === null || previous.totalMs < row.totalMs ? previous : null;
}

/** The bridge sends a bib as a number where it is one; what else it sends depends on its age. */
function liveBib({ habits }: RaceDayPlan, bib: string): number | string | null {
  if (/^\d+$/.test(bib)) return Number(bib);
  return habits === 'field' ? null : bib;
}

/** `*` while the jury looks into a run, whatever comes of it. */
function liveStatus(run: PlanRun, atMs: number): string | null {
  if (isUnderReview(run, atMs)) return '*';
  return run.status === '' ? null : run.status;
}

function hundredths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 10);
}

function signedGap(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(2)}`;
}

function crewName({ familyName, givenName, second }: PlanParticipant): string {
  const first = `${familyName} ${givenName}`.trim();
  return second === null ? first : `${first} / ${second.familyName} ${second.givenName}`;
}

function leaderName(athlete: PlanParticipant | undefined): string | null {
  if (athlete === undefined) return null;
  const initial = Array.from(athlete.givenName)[0];
  return initial === undefined ? athlete.familyName : `${initial}. ${athlete.familyName}`;
}
