import type { PublicResult, PublicStart } from '../../lib/domain/views';
import { runsOf } from '../web/shared/rows';
import type { Column } from './columns';
import { secondsCell } from './csv';

const ATHLETE: Column<PublicResult | PublicStart>[] = [
  ['bib', ({ bib }) => bib],
  ['name', ({ name }) => name],
];
const ORIGIN: Column<PublicResult | PublicStart>[] = [
  ['club', ({ club }) => club],
  ['noc', ({ noc }) => noc],
  ['category', ({ catId }) => catId],
];
const MEMBERS: Column<PublicResult | PublicStart> = ['members', ({ members }) => members?.join(' / ')];

/** `+3.11` as a number: with the sign, a spreadsheet would take it for a formula. */
const gapCell = (gap: string | null) =>
  gap === null ? null : secondsCell(Math.round(Number(gap.replace('+', '')) * 100));

const SINGLE: Column<PublicResult>[] = [
  ['time', ({ time }) => secondsCell(time)],
  ['penalty', ({ pen }) => secondsCell(pen)],
  ['total', ({ total }) => secondsCell(total)],
];
const BEST_RUN: Column<PublicResult>[] = [
  ['time1', (row) => secondsCell(runsOf(row).first?.time)],
  ['penalty1', (row) => secondsCell(runsOf(row).first?.pen)],
  ['total1', (row) => secondsCell(runsOf(row).first?.total)],
  ['status1', (row) => runsOf(row).first?.status],
  ['time2', (row) => secondsCell(runsOf(row).second?.time)],
  ['penalty2', (row) => secondsCell(runsOf(row).second?.pen)],
  ['total2', (row) => secondsCell(runsOf(row).second?.total)],
  ['status2', (row) => runsOf(row).second?.status],
  ['best', ({ totalTotal }) => secondsCell(totalTotal)],
];
const GAPS: Column<PublicResult>[] = [
  ['gap', ({ totalBehind }) => gapCell(totalBehind)],
  ['categoryRank', ({ catRnk }) => catRnk],
  ['categoryGap', ({ catTotalBehind }) => gapCell(catTotalBehind)],
];
const RANK: Column<PublicResult> = ['rank', ({ rnk }) => rnk];
const STATUS: Column<PublicResult> = ['status', ({ status }) => status];

/** The columns of a result list, by what its rows have: one run, two runs, or heats; a team's members. */
export function resultColumns(rows: readonly PublicResult[]): Column<PublicResult>[] {
  const members = rows.some((row) => row.members !== undefined) ? [MEMBERS] : [];
  if (rows.some(({ heatNr }) => heatNr !== undefined)) {
    return [
      ['round', ({ roundNr }) => roundNr],
      ['heat', ({ heatNr }) => heatNr],
      ...[RANK, ...ATHLETE, ...members, ...ORIGIN],
      ['qualified', ({ qualified }) => qualified],
      STATUS,
    ];
  }
  const isBestRun = rows.some(({ betterRunNr }) => betterRunNr !== undefined);
  return [RANK, ...ATHLETE, ...members, ...ORIGIN, ...(isBestRun ? BEST_RUN : SINGLE), ...GAPS, STATUS];
}

/** The columns of a start list. */
export function startColumns(rows: readonly PublicStart[]): Column<PublicStart>[] {
  const heat: Column<PublicStart>[] = [['heat', ({ heatNr }) => heatNr]];
  return [
    ...(rows.some(({ heatNr }) => heatNr !== undefined) ? heat : []),
    ['startOrder', ({ startOrder }) => startOrder],
    ...ATHLETE,
    ...(rows.some((row) => row.members !== undefined) ? [MEMBERS] : []),
    ...ORIGIN,
    ['startTime', ({ startTime }) => startTime],
    ['athleteId', ({ athleteId }) => athleteId],
  ];
}
