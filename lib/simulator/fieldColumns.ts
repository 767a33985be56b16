import type { Column } from './exportColumns';
import { isHeadToHead } from './plan';
import type { PlanEvent, PlanRace, PlanRun, RaceDayPlan } from './plan';
import type { Standing } from './standings';

/**
 * A Results row as real files have it: what `columns` say, with the values and columns in which the field differs
 * from the plain format put in their places, and zeros where nothing is meant.
 */
export function inTheField(columns: readonly Column[], race: PlanRace, row: Standing): Column[] {
  const { run } = row;
  const isHeat = isHeadToHead(race.disId);
  const isOverall = race.disId === 'XER';
  const differing = new Map<string, Column[1]>([
    ['Gates', gatesText(columns, race, run)],
    ['BetterRunNr', valueOf(columns, 'BetterRunNr') ?? 0],
    ['HeatNr', run.heatNr ?? 0],
    ['IsRanked', false],
  ]);
  if (isHeat || isOverall) {
    differing.set('Bib', run.bib).set('StartTime', run.heat && isHeat ? run.heat.lane : null);
    for (const name of [...gapColumns, 'dtStart', 'dtFinish', 'CatRnk', 'CatRnkOrder'])
      differing.set(name, null);
  }
  // The sum of a heat would be of arrival and penalty: there is none.
  if (isHeat) differing.set('Total', null).set('PrevRnk', run.heat?.previousRank ?? null);
  if (isOverall) {
    differing
      .set('Gates', null)
      .set('Pen', null)
      .set('Rnk', row.rnk ?? '')
      .set('RecordType', row.recordType ?? '');
  }
  // Whoever is missing from a time trial carries the row's number as a rank, and a penalty of 0.
  if (race.disId === 'XT' && row.state === 'decided' && row.totalMs === null) {
    differing.set('Rnk', row.rnkOrder).set('Pen', 0);
  }
  const faults = row.state === 'decided' ? (run.heat?.faults ?? []) : [];
  differing.set('NrFLT', faults.length).set('FLT', faults.map((gate) => `FLT(${gate})`).join(' '));

  const known = new Set(columns.map(([name]) => name));
  const extra = [...differing].filter(([name]) => !known.has(name));
  return [
    ...columns.map(([name, value]): Column => [
      name === 'Gates' && keepsSpace(race) ? 'Gates xml:space="preserve"' : name,
      differing.has(name) ? (differing.get(name) ?? null) : value,
    ]),
    ...extra,
  ];
}

const gapColumns = ['TotalBehind', 'catTotalBehind'];

/** Seconds at each gate, as a camera's log would have them; nobody's rank follows from it. */
export function gateStatistics(plan: RaceDayPlan): Column[][] {
  return plan.races
    .filter(({ disId }) => disId === 'BR1')
    .map(({ raceId, runs }): Column[] => [
      ['RaceId', raceId],
      ['GateNr', 1],
      ['Touched', runs.filter(({ gates }) => gates[0] === 2).length],
      ['Missed', runs.filter(({ gates }) => gates[0] === 50).length],
    ]);
}

/** The images of printed reports, some hundred kB of base64 inside the event's own row. */
export function imageColumns({ reportImages }: PlanEvent): Column[] {
  return reportImages.map((image, index): Column => [`ReportImage${index + 1}`, image]);
}

/** Files differ in it from version to version; here the races of one day have it. */
function keepsSpace({ day }: PlanRace): boolean {
  return day === 2;
}

/** Cells of kayak cross end with the course; others are cut short behind the last gate on one course. */
function gatesText(columns: readonly Column[], race: PlanRace, run: PlanRun): Column[1] {
  const text = valueOf(columns, 'Gates');
  const isShort = race.courseNr !== 1;
  return typeof text === 'string' && isShort ? text.slice(0, run.gates.length * 3) : text;
}

function valueOf(columns: readonly Column[], wanted: string): Column[1] {
  return columns.find(([name]) => name === wanted)?.[1] ?? null;
}
