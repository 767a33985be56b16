import type {
  CategoryRecord,
  ClassRecord,
  CourseRecord,
  HandCorrection,
  ParticipantRecord,
  RaceDay,
  RaceRecord,
  ResultRecord,
} from '../domain/records';
import type { Executor } from './dialect';
import { EventTable } from './EventTable';

/** A result row with the time the live feed last set its run (milliseconds since 1970), null when an export did. */
export interface StoredResult extends ResultRecord {
  liveAt: number | null;
  byHand: HandCorrection | null;
}

/** A race day as stored. */
export interface StoredRaceDay extends RaceDay {
  results: StoredResult[];
}

type Positioned<R> = R & { position: number };
type ClassRow = Positioned<Omit<ClassRecord, 'categories'>>;
type CategoryRow = Positioned<CategoryRecord & { classId: string }>;

const classTable = new EventTable<ClassRow>(
  'classes',
  { classId: 'plain', position: 'plain', name: 'plain', longTitle: 'plain' },
  ['classId'],
);

const categoryTable = new EventTable<CategoryRow>(
  'categories',
  {
    classId: 'plain',
    catId: 'plain',
    position: 'plain',
    name: 'plain',
    firstYear: 'plain',
    lastYear: 'plain',
  },
  ['classId', 'catId'],
);

const participantTable = new EventTable<ParticipantRecord>(
  'participants',
  {
    participantId: 'plain',
    classId: 'plain',
    eventBib: 'plain',
    icfId: 'plain',
    familyName: 'plain',
    givenName: 'plain',
    icfId2: 'plain',
    familyName2: 'plain',
    givenName2: 'plain',
    noc: 'plain',
    club: 'plain',
    year: 'plain',
    catId: 'plain',
    isTeam: 'flag',
    members: 'json',
  },
  ['participantId'],
);

const raceTable = new EventTable<Positioned<RaceRecord>>(
  'races',
  {
    raceId: 'plain',
    position: 'plain',
    classId: 'plain',
    disId: 'plain',
    raceOrder: 'plain',
    startTime: 'plain',
    startInterval: 'plain',
    courseNr: 'plain',
    raceStatus: 'plain',
    title: 'plain',
  },
  ['raceId'],
);

const courseTable = new EventTable<CourseRecord>('courses', { courseNr: 'plain', courseConfig: 'plain' }, [
  'courseNr',
]);

const resultTable = new EventTable<StoredResult>(
  'results',
  {
    raceId: 'plain',
    participantId: 'plain',
    startOrder: 'plain',
    bib: 'plain',
    startTime: 'plain',
    catId: 'plain',
    status: 'plain',
    dtStart: 'plain',
    dtFinish: 'plain',
    time: 'plain',
    pen: 'plain',
    total: 'plain',
    gates: 'plain',
    rnk: 'plain',
    rnkOrder: 'plain',
    heatNr: 'plain',
    roundNr: 'plain',
    qualified: 'plain',
    faults: 'json',
    prev: 'json',
    isUnderReview: 'flag',
    changes: 'json',
    liveAt: 'plain',
    byHand: 'json',
    splits: 'json',
  },
  ['raceId', 'participantId'],
);

/** Which rows to load of what an event has most of; everything where not given. */
export interface RaceDayPart {
  /** The races whose results are wanted, chosen from all races. */
  resultsOf?: (races: RaceRecord[]) => Iterable<string>;
  participantIds?: string[];
}

/** The event's race day, or the part of it that is asked for. */
export async function loadRaceDay(
  db: Executor,
  event: number,
  part: RaceDayPart = {},
): Promise<StoredRaceDay> {
  const schedule = await loadSchedule(db, event);
  const { resultsOf, participantIds } = part;
  return {
    ...schedule,
    participants: await participantTable.all(db, event, participantIds && { participantId: participantIds }),
    results: await resultTable.all(db, event, resultsOf && { raceId: [...resultsOf(schedule.races)] }),
  };
}

/** Participants of any event with the ICF id of this one, else with the name; see `isSameAthlete`. */
export function findNamesakes(
  db: Executor,
  { icfId, familyName, givenName }: ParticipantRecord,
): Promise<{ event: number; record: ParticipantRecord }[]> {
  return participantTable.ofAllEvents(db, icfId === null ? { familyName, givenName } : { icfId });
}

/** What an event has before anyone has started: classes with categories, races, courses. */
export async function loadSchedule(
  db: Executor,
  event: number,
): Promise<Pick<RaceDay, 'classes' | 'races' | 'courses'>> {
  const classes = await classTable.all(db, event);
  const categories = new Map<string, CategoryRecord[]>();
  for (const { classId, position: _, ...category } of await categoryTable.all(db, event)) {
    const ofClass = categories.get(classId);
    if (ofClass) ofClass.push(category);
    else categories.set(classId, [category]);
  }
  return {
    classes: classes.map(({ position: _, ...record }) => ({
      ...record,
      categories: categories.get(record.classId) ?? [],
    })),
    races: (await raceTable.all(db, event)).map(({ position: _, ...race }) => race),
    courses: await courseTable.all(db, event),
  };
}

/** Makes `wanted` the event's race day; only rows that differ from `stored` are written. */
export async function replaceRaceDay(
  trx: Executor,
  event: number,
  stored: StoredRaceDay,
  wanted: StoredRaceDay,
): Promise<void> {
  await classTable.replaceAll(trx, event, classRows(stored.classes), classRows(wanted.classes));
  await categoryTable.replaceAll(trx, event, categoryRows(stored.classes), categoryRows(wanted.classes));
  await participantTable.replaceAll(trx, event, stored.participants, wanted.participants);
  await raceTable.replaceAll(trx, event, positioned(stored.races), positioned(wanted.races));
  await courseTable.replaceAll(trx, event, stored.courses, wanted.courses);
  await resultTable.replaceAll(trx, event, stored.results, wanted.results);
}

/** Writes these result rows, over rows of the same race and participant. */
export async function putResults(trx: Executor, event: number, results: StoredResult[]): Promise<void> {
  await resultTable.put(trx, event, results);
}

const positioned = <R>(records: R[]): Positioned<R>[] =>
  records.map((record, position) => ({ ...record, position }));

const classRows = (classes: ClassRecord[]): ClassRow[] =>
  positioned(classes.map(({ categories: _, ...record }) => record));

const categoryRows = (classes: ClassRecord[]): CategoryRow[] =>
  classes.flatMap(({ classId, categories }) =>
    positioned(categories.map((category) => ({ ...category, classId }))),
  );
