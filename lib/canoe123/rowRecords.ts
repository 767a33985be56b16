import { joinFaults, parseFaults, splitStatus } from '../domain/faults';
import type {
  CategoryRecord,
  ClassRecord,
  EventDetails,
  FaultRecord,
  ParticipantRecord,
  PreviousRun,
  RaceRecord,
  ResultRecord,
} from '../domain/records';
import { splitsOf } from '../domain/splits';
import type { Columns } from './columns';

const MEMBERS = ['Member1', 'Member2', 'Member3'];

/** The details of an event that an export without `<Events>` gives: none. */
export const NO_DETAILS: EventDetails = {
  mainTitle: null,
  subTitle: null,
  location: null,
  facility: null,
  startDate: null,
  endDate: null,
  discipline: null,
};

/** An `<Events>` row. */
export function eventDetails(row: Columns): EventDetails {
  return {
    mainTitle: row.text('MainTitle'),
    subTitle: row.text('SubTitle'),
    location: row.text('Location'),
    facility: row.text('Facility'),
    startDate: row.date('StartDate'),
    endDate: row.date('EndDate'),
    discipline: row.text('CanoeDiscipline'),
  };
}

/** A `<Classes>` row, its categories aside. */
export function classRecord(row: Columns): ClassRecord {
  const classId = row.id('ClassId');
  return { classId, name: row.text('Class') ?? classId, longTitle: row.text('LongTitle'), categories: [] };
}

/** A `<Categories>` row. */
export function categoryRecord(row: Columns): CategoryRecord {
  return {
    catId: row.id('CatId'),
    name: row.text('Category'),
    firstYear: row.integer('FirstYear'),
    lastYear: row.integer('LastYear'),
  };
}

/** A `<Participants>` row; `classId` is '' where the row names none. */
export function participantRecord(row: Columns): ParticipantRecord {
  const participantId = row.id('Id');
  const icfId = row.text('ICFId');
  return {
    participantId,
    classId: row.optionalId('ClassId') ?? '',
    eventBib: row.line('EventBib'),
    icfId,
    // A board shows something an official can look up rather than a blank.
    familyName: row.text('FamilyName') ?? icfId ?? participantId,
    givenName: row.text('GivenName'),
    icfId2: row.text('ICFId2'),
    familyName2: row.text('FamilyName2'),
    givenName2: row.text('GivenName2'),
    noc: row.text('NOC'),
    club: row.text('Club'),
    year: row.integer('Year'),
    catId: row.optionalId('CatId'),
    isTeam: row.isTrue('IsTeam'),
    members: MEMBERS.map((member) => row.optionalId(member)).filter((id) => id !== null),
  };
}

/** A `<Schedule>` row; `classId` is '' where the row names none. */
export function raceRecord(row: Columns): RaceRecord {
  return {
    raceId: row.id('RaceId'),
    classId: row.optionalId('ClassId') ?? '',
    disId: row.text('DisId') ?? '',
    raceOrder: row.integer('RaceOrder'),
    startTime: row.date('StartTime'),
    startInterval: row.text('StartInterval'),
    courseNr: row.integer('CourseNr'),
    raceStatus: row.integer('RaceStatus') ?? 0,
    title: row.text('CustomTitle'),
  };
}

/** A `<Results>` row with its times in the file's own unit; `bib` is '' where the row has none. */
export function resultRecord(row: Columns): ResultRecord {
  const { status, faults } = statusOf(row.text('Status'));
  const dtStart = row.text('dtStart');
  return {
    raceId: row.id('RaceId'),
    participantId: row.id('Id'),
    startOrder: row.integer('StartOrder'),
    bib: row.line('Bib') ?? '',
    startTime: row.text('StartTime'),
    catId: row.optionalId('CatId'),
    rnk: row.integer('Rnk'),
    rnkOrder: row.integer('RnkOrder'),
    heatNr: row.ordinal('HeatNr'),
    roundNr: row.ordinal('RoundNr'),
    qualified: row.text('Qualified'),
    faults: joinFaults(parseFaults(row.text('FLT'), row.integer('NrFLT')), faults),
    prev: previousRun(row),
    status,
    isUnderReview: row.text('Status') === '*',
    dtStart,
    dtFinish: row.text('dtFinish'),
    time: row.time('Time'),
    pen: row.penalty('Pen'),
    total: row.time('Total'),
    gates: row.untrimmed('Gates'),
    splits: splitsOf(row.text('GateTimes'), dtStart),
    changes: [],
  };
}

/** `*` means under investigation, which is no status: the result counts. */
function statusOf(text: string | null): { status: string | null; faults: FaultRecord[] | null } {
  return text === null || text === '*' ? { status: null, faults: null } : splitStatus(text.toUpperCase());
}

function previousRun(row: Columns): PreviousRun | null {
  const time = row.time('PrevTime');
  const pen = row.penalty('PrevPen');
  const total = row.time('PrevTotal');
  const rnk = row.integer('PrevRnk');
  return time === null && pen === null && total === null && rnk === null ? null : { time, pen, total, rnk };
}
