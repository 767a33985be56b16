import { isoWithOffset, midnightWithOffset, raceStatusAt, timeOfDay, timeOfDayMs } from './clock';
import { gateTimes } from './gateTimes';
import { imageColumns, inTheField } from './fieldColumns';
import { isHeadToHead } from './plan';
import type { GatePenalty, PlanParticipant, PlanRace, RaceDayPlan } from './plan';
import { gatesPassed } from './runs';
import type { Standing } from './standings';

/** One element of an export row: null leaves it out, '' writes `<Name />`. */
export type Column = readonly [name: string, value: string | number | boolean | null];

/** Cells the export always writes, whatever the course has; each is three characters wide. */
const gateCells = 30;

export function participantColumns(one: PlanParticipant): Column[] {
  return [
    ['Id', one.participantId],
    ['ClassId', one.classId],
    ['EventBib', one.eventBib],
    ['ICFId', one.icfId === '' ? null : one.icfId],
    ['ICFId2', one.second?.icfId ?? null],
    ['FamilyName', one.familyName],
    ['GivenName', one.givenName],
    ['FamilyName2', one.second?.familyName ?? null],
    ['GivenName2', one.second?.givenName ?? null],
    ['NOC', one.noc],
    ['Club', one.club],
    ['Ranking', 999],
    ['RankingPoints', 0],
    ['Birthdate', birthdate(one.year)],
    ['Birthdate2', birthdate(one.second?.year)],
    ['Year', one.year],
    ['Year2', one.second?.year ?? null],
    ['CatId', one.catId],
    ['IsTeam', one.isTeam],
    ...one.members.map((member, index): Column => [`Member${index + 1}`, member]),
    ['Draw', ''],
    ['_Bib', ''],
  ];
}

export function scheduleColumns(plan: RaceDayPlan, race: PlanRace, atMs: number): Column[] {
  const { startIntervalSeconds: interval } = race;
  return [
    ['RaceId', race.raceId],
    ['RaceOrder', race.raceOrder],
    ['StartTime', isoWithOffset(plan, race.startAtMs)],
    ['Time', timeOfDay(plan, race.startAtMs)],
    ['ClassId', race.classId],
    ['DisId', race.disId],
    ['FirstBib', 1],
    ['StartInterval', `${Math.floor(interval / 60)}:${String(Math.round(interval % 60)).padStart(2, '0')}`],
    ['JuryNr', 1],
    ['CourseNr', race.courseNr],
    ['CustomTitle', race.title],
    ['RaceStatus', raceStatusAt(race, atMs)],
    ['WorldRankingEvent', false],
  ];
}

/** The row without class that real files carry: results without a race, none of the public's business. */
export const unassignedColumns: readonly Column[] = [
  ['RaceId', '<unassigned>'],
  ['DisId', 'SR'],
  ['JuryNr', 1],
  ['CourseNr', 1],
  ['RaceStatus', 0],
  ['WorldRankingEvent', false],
];

/** One Results row; like the recorded ones, an undecided row has no Time, Pen, Total or Rnk at all. */
export function resultColumns(plan: RaceDayPlan, race: PlanRace, row: Standing, atMs: number): Column[] {
  const { run } = row;
  const isDecided = row.state === 'decided';
  const counts = row.totalMs !== null;
  const hasStarted = counts || row.state === 'running';
  const columns: Column[] = [
    ['RaceId', race.raceId],
    ['Id', run.participantId],
    ['StartOrder', run.startOrder],
    ['Bib', run.bib.padStart(4)],
    ['StartTime', timeOfDay(plan, run.startAtMs)],
    ['Status', isDecided ? run.status : ''],
    ['dtStart', hasStarted ? timeOfDayMs(plan, run.startAtMs) : null],
    ['dtFinish', counts ? timeOfDayMs(plan, run.decidedAtMs) : null],
    ['Time', counts ? run.timeMs : null],
    ['Gates', gateText(row, atMs)],
    ['Pen', counts ? run.penSeconds : null],
    ['Total', row.totalMs],
    ['TotalBehind', gapText(row.behindMs)],
    ['catTotalBehind', gapText(row.catBehindMs)],
    ['Rnk', row.rnk],
    ['RnkOrder', row.rnkOrder],
    ['CatRnk', row.catRnk],
    ['CatRnkOrder', row.catRnkOrder],
    ['CatId', run.catId],
    ['TieBreaker', 0],
    ['ExtraStartInt', 0],
    ['CheckListPrintIndex', 0],
    ['CheckListPrinted', false],
    ['CheckListCorrected', false],
    ['Tag', ''],
    ['Selected', false],
    ['IsRanked', true],
    ['RecordType', ''],
    ...bestRunColumns(row),
    ['HeatNr', run.heatNr],
    ['RoundNr', run.roundNr],
    [
      'Qualified',
      isHeadToHead(race.disId) || race.disId === 'XT' ? (counts && run.qualified ? 'Q' : '') : null,
    ],
    ['HasWildcard', false],
    ['LastCleanGate', 0],
    ['NrFLT', 0],
    ['FLT', ''],
    [
      'GateTimes',
      row.state === 'decided' && !isHeadToHead(race.disId) && race.disId !== 'XER'
        ? gateTimes(plan, run)
        : null,
    ],
  ];
  return plan.habits === 'field' ? inTheField(columns, race, row) : columns;
}

export function eventColumns(plan: RaceDayPlan): Column[] {
  const { event } = plan;
  return [
    ['EventId', event.eventId],
    ['Description', ''],
    ['MainTitle', event.mainTitle],
    ['SubTitle', event.subTitle],
    ['Location', event.location],
    ['Facility', event.facility],
    ['StartDate', midnightWithOffset(plan, 0)],
    ['EndDate', midnightWithOffset(plan, plan.endsAtMs)],
    ['CanoeDiscipline', event.discipline],
    ['ClubUsage', 'INT'],
    ['IDHandling', 'ICF'],
    // Says so whatever the file holds; the figures are milliseconds all the same.
    ['TimeMode', 'Points100'],
    ['BibHandling', 'Participants'],
    ['TeamBibs', 'TeamABC'],
    ['IsICFTopEvent', false],
    ['StartListsLocked', false],
    ...imageColumns(event),
  ];
}

/** Of birthdays the export knows the year. */
function birthdate(year: number | null | undefined): string | null {
  return year === null || year === undefined ? null : `${year}-01-01T00:00:00+01:00`;
}

/** A second run's row repeats the first and, unless it has a status of its own, names the better one. */
function bestRunColumns(row: Standing): Column[] {
  const previous = row.previous;
  if (previous === null) return [];
  const previousCounts = previous.totalMs !== null;
  const isOpenOrCounts = row.state !== 'decided' || row.run.status === '';
  const best = isOpenOrCounts ? row.bestTotalMs : null;
  return [
    ['PrevTime', previousCounts ? previous.run.timeMs : null],
    ['PrevPen', previousCounts ? previous.run.penSeconds : null],
    ['PrevTotal', previous.totalMs],
    ['PrevRnk', previous.rnk],
    ['TotalTotal', best],
    ['BetterRunNr', best === null ? null : best === previous.totalMs ? 1 : 2],
  ];
}

function gateText(row: Standing, atMs: number): string | null {
  const { run, state } = row;
  if (state === 'waiting' || (state === 'decided' && run.status === 'DNS')) return null;
  const passed = run.gates.slice(0, gatesPassed(run, run.gates.length, atMs));
  if (passed.length === 0) return '';
  return passed
    .map(gateCell)
    .join('')
    .padEnd(gateCells * 3);
}

function gateCell(penalty: GatePenalty): string {
  return penalty === null ? '   ' : String(penalty).padStart(3);
}

function gapText(behindMs: number | null): string | null {
  if (behindMs === null) return null;
  return behindMs === 0 ? '' : `+${(behindMs / 1000).toFixed(2)}`;
}
