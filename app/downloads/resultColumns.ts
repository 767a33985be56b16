import { formatFaults } from '../../lib/domain/faults';
import type { PublicResult, PublicStart } from '../../lib/domain/views';
import type { Language } from '../pages/language';
import { runsOf } from '../web/shared/rows';
import type { Column } from './columns';
import { secondsCell } from './csv';

const NAME: Column<PublicResult | PublicStart> = ['name', ({ name }) => name];
const ATHLETE: Column<PublicResult | PublicStart>[] = [['bib', ({ bib }) => bib], NAME];
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

const FAULTS: Column<PublicResult> = ['faults', ({ faults }) => faults && formatFaults(faults)];

/** How far who is in the overall list of kayak cross came. */
const ROUNDS: Record<Language, Record<NonNullable<PublicResult['reached']>, string>> = {
  en: { 'time-trial': 'Time trial', bracket: 'Bracket' },
  cs: { 'time-trial': 'Měřená jízda', bracket: 'Vyřazovací jízdy' },
  sk: { 'time-trial': 'Meraná jazda', bracket: 'Vyraďovacie jazdy' },
  de: { 'time-trial': 'Zeitlauf', bracket: 'Ausscheidungsläufe' },
  pl: { 'time-trial': 'Próba czasowa', bracket: 'Biegi' },
  fr: { 'time-trial': 'Contre-la-montre', bracket: 'Tableau' },
};

const overallColumns = (language: Language): Column<PublicResult>[] => [
  RANK,
  ['bib', ({ bib }) => bib.replace(/^t /, '')],
  ['round', ({ reached }) => reached && ROUNDS[language][reached]],
  NAME,
  ...ORIGIN,
  ['trialTime', ({ time }) => secondsCell(time)],
  ...[FAULTS, STATUS],
];

/**
 * The columns of a result list, by what its rows have: one run, two runs, heats, or what became of a kayak-cross class; a team's
 * members.
 */
export function resultColumns(rows: readonly PublicResult[], language: Language): Column<PublicResult>[] {
  if (rows.some(({ reached }) => reached !== undefined)) return overallColumns(language);
  const members = rows.some((row) => row.members !== undefined) ? [MEMBERS] : [];
  if (rows.some(({ heatNr }) => heatNr !== undefined)) {
    return [
      ['round', ({ roundNr }) => roundNr],
      ['heat', ({ heatNr }) => heatNr],
      ...[RANK, ...ATHLETE, ...members, ...ORIGIN],
      ['qualified', ({ qualified }) => qualified],
      ...[FAULTS, STATUS],
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
