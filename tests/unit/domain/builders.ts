import fc from 'fast-check';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type {
  ClassRecord,
  OnCourseRecord,
  ParticipantRecord,
  RaceDay,
  RaceRecord,
  ResultRecord,
} from '../../../lib/domain/records';
import { composeSnapshot, type SnapshotFacts } from '../../../lib/domain/snapshot';
import type { PublicConfig, PublicEvent, PublicResult, Snapshot } from '../../../lib/domain/views';

/** Records with nothing but what a test says, so that each test shows what matters to it. */

export const aClass = (fields: Partial<ClassRecord> = {}): ClassRecord => ({
  classId: 'K1M_ST',
  name: 'K1M',
  longTitle: null,
  categories: [],
  ...fields,
});

export const aParticipant = (participantId: string, fields: Partial<ParticipantRecord> = {}) => ({
  participantId,
  classId: 'K1M_ST',
  eventBib: null,
  icfId: null,
  familyName: participantId.toUpperCase(),
  givenName: null,
  icfId2: null,
  familyName2: null,
  givenName2: null,
  noc: null,
  club: null,
  year: null,
  catId: null,
  isTeam: false,
  members: [],
  ...fields,
});

export const aRace = (raceId: string, disId: string, fields: Partial<RaceRecord> = {}): RaceRecord => ({
  raceId,
  classId: 'K1M_ST',
  disId,
  raceOrder: null,
  startTime: null,
  startInterval: null,
  courseNr: null,
  raceStatus: 0,
  title: null,
  ...fields,
});

/** A row whose bib is the participant's id, unless said otherwise. */
export const aResult = (
  raceId: string,
  participantId: string,
  fields: Partial<ResultRecord> = {},
): ResultRecord => ({
  raceId,
  participantId,
  startOrder: null,
  bib: participantId,
  startTime: null,
  catId: null,
  status: null,
  dtStart: null,
  dtFinish: null,
  time: null,
  pen: null,
  total: null,
  gates: null,
  rnk: null,
  rnkOrder: null,
  heatNr: null,
  roundNr: null,
  qualified: null,
  faults: null,
  prev: null,
  isUnderReview: false,
  splits: null,
  changes: [],
  ...fields,
});

export const anOnCourse = (raceId: string, participantId: string, fields: Partial<OnCourseRecord> = {}) => ({
  raceId,
  bib: participantId,
  participantId,
  name: null,
  club: null,
  position: null,
  gates: [],
  dtStart: null,
  dtFinish: null,
  time: null,
  pen: null,
  total: null,
  rank: null,
  ttbDiff: null,
  ttbName: null,
  ...fields,
});

/** A day whose participants, where none are given, are those that its results name. */
export const aDay = (fields: Partial<RaceDay>): RaceDay => ({
  classes: [aClass()],
  participants: [...new Set((fields.results ?? []).map((row) => row.participantId))].map((id) =>
    aParticipant(id),
  ),
  races: [],
  courses: [],
  results: [],
  ...fields,
});

export const anEvent = (fields: Partial<PublicEvent> = {}): PublicEvent => ({
  eventId: 'e1',
  mainTitle: 'Race at the weir',
  subTitle: null,
  location: null,
  facility: null,
  startDate: null,
  endDate: null,
  discipline: null,
  status: 'running',
  ...{ hasImage: false, imageUrl: null },
  ...fields,
});

export const aConfig = (fields: Partial<PublicConfig> = {}): PublicConfig => ({
  activeRaceId: null,
  displayMode: 'simple',
  showOnCourse: true,
  announcement: null,
  ...fields,
});

/** What is stored of an event that the public sees as `event`. */
export const factsOf = (event = anEvent(), config = aConfig()): SnapshotFacts => {
  const { eventId, status, hasImage, imageUrl: _, ...admin } = event;
  const imageType = hasImage ? 'image/png' : null;
  return { eventId, status, admin, exported: null, imageType, config, heardAt: null, isMidRun: false };
};

export const snapshotOf = (
  day: Partial<RaceDay>,
  event = anEvent(),
  onCourse: OnCourseRecord[] = [],
): Snapshot => composeSnapshot(factsOf(event), indexRaceDay(aDay(day)), onCourse);

export const aRow = (bib: string, fields: Partial<PublicResult> = {}): PublicResult => ({
  rnk: null,
  bib,
  startOrder: null,
  athleteId: null,
  name: 'X',
  club: null,
  noc: null,
  catId: null,
  catRnk: null,
  time: null,
  pen: null,
  total: null,
  totalBehind: null,
  catTotalBehind: null,
  status: null,
  ...fields,
});

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

/** Few distinct values, so that ties and near misses are common. */
export const hundredths = fc.integer({ min: 8000, max: 8012 });
export const statuses = maybe(fc.constantFrom('DNF', 'CAP', 'RAL', 'DNS', 'DSQ', 'ABC'));
export const runFigures = fc.record({
  time: maybe(hundredths),
  pen: maybe(fc.constantFrom(0, 2, 4)),
  total: maybe(hundredths),
  status: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, statuses),
});

/** The results of some of twelve participants in one race, one row each. */
const rowsOf = (raceId: string) =>
  fc
    .uniqueArray(
      fc.record({
        bib: fc.integer({ min: 1, max: 12 }),
        run: runFigures,
        startOrder: maybe(fc.integer({ min: 1, max: 12 })),
        catId: maybe(fc.constantFrom('U23', 'VET')),
        rnk: maybe(fc.integer({ min: 1, max: 4 })),
        heatNr: maybe(fc.integer({ min: 1, max: 3 })),
        gates: maybe(fc.constantFrom('  0  2 50', '  0   ')),
      }),
      { selector: (row) => row.bib, minLength: 1, maxLength: 12 },
    )
    .map((rows) =>
      rows.map(({ bib, run, ...fields }) => aResult(raceId, String(bib), { ...fields, ...run })),
    );

export const RACES = [
  aRace('K1M_ST_BR1_6', 'BR1'),
  aRace('K1M_ST_BR2_6', 'BR2'),
  aRace('K1M_ST_FIN_7', 'FIN'),
  aRace('K1M_ST_X4_7', 'X4'),
];

/** A day with two best runs, a final and kayak-cross heats. */
export const raceDays = fc
  .tuple(...RACES.map((race) => rowsOf(race.raceId)))
  .map((lists) => aDay({ races: RACES, results: lists.flat() }));
