import fc from 'fast-check';
import type { Knex } from 'knex';
import { loadRaceDay } from '../../../lib/db/raceDayRepository';
import { isPublicRace } from '../../../lib/domain/raceType';
import { indexRaceDay, resultList } from '../../../lib/domain/resultList';
import type { DiffData } from '../../../lib/domain/views';
import { changeConfig, changeStatus } from '../../../lib/ingest/changeEvent';
import { HeldRaceDays } from '../../../lib/ingest/HeldRaceDays';
import { importExport } from '../../../lib/ingest/importExport';
import type { Ingest } from '../../../lib/ingest/Ingest';
import { pushOnCourse } from '../../../lib/ingest/pushOnCourse';
import { pushResults } from '../../../lib/ingest/pushResults';
import { type Booth, onCourseBody, openBooth, resultsBody } from '../../support/booth';
import { isOnPostgres } from '../../support/testDatabase';
import {
  ATHLETES,
  liveResult,
  onCourse,
  RACES,
  springSlalom,
  type Athlete,
  type ExportedRun,
} from '../../support/springSlalom';

/**
 * A writer merges against the race day that it holds. Whatever happens to the event, by itself, by another writer on the
 * same database, or to a transaction that fails, it says and stores what one says and stores that reads everything anew.
 */

type Step = (ingest: Ingest) => Promise<unknown>;

interface Happening {
  step: Step;
  /** Which of two writers on the same database does it. */
  writer: 0 | 1;
  /** Whether the database refuses its messages. */
  fails: boolean;
  /** Before it, in milliseconds. */
  waitMs: number;
}

const races = fc.constantFrom(...(Object.keys(RACES) as (keyof typeof RACES)[]));
const athletes = fc.constantFrom(...(Object.keys(ATHLETES) as Athlete[]));
const time = fc.constantFrom(7_900, 8_000, 8_000, 8_100);
const pen = fc.constantFrom(0, 200);

const run = fc.oneof(
  { weight: 4, arbitrary: fc.record({ time, pen }).map((one) => ({ ...one, total: one.time + one.pen })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ status: 'DNF' }, { status: '*', time: 8_200, pen: 0, total: 8_200 }),
  },
  // Beside the bib alone, with other blanks in it, and of somebody who is not in the start list.
  {
    weight: 1,
    arbitrary: fc.constantFrom({}, { participantId: null, rnk: 2 }, { bib: ' 2 ' }, { bib: null }),
  },
);
const pushed = fc.array(
  fc.tuple(races, athletes, run).map(([race, athlete, one]) => liveResult(race, athlete, one)),
  { minLength: 1, maxLength: 3 },
);
const onTheCourse = fc.array(
  fc
    .tuple(races, athletes, fc.constantFrom({}, { dtStart: '10:00:00', gates: [0, 2] }, { bib: null }))
    .map(([race, athlete, entry]) => onCourse(race, athlete, entry)),
  { maxLength: 2 },
);

const gates = fc.constantFrom('  0  2  0  0  0', '  0  0  0  0  0', ' 50  0');
const exportedRun: fc.Arbitrary<ExportedRun> = fc
  .record({
    race: races,
    athlete: athletes,
    Time: time,
    Pen: pen,
    Gates: gates,
    dtStart: fc.constantFrom('10:00', '10:01'),
  })
  .map(({ Time, Pen, ...rest }) => ({
    ...rest,
    Time: Time * 10,
    Pen: Pen / 100,
    Total: (Time + Pen) * 10,
  }));
const exported = fc
  .record({
    runs: fc.array(exportedRun, { maxLength: 4 }),
    lacks: fc.constantFrom<string | null>(null, null, null, RACES.crew, RACES.second),
    course: fc.constantFrom('NNRSNR', 'NNRSNR', 'NRRSNRN'),
    courseNr: fc.constantFrom(1, 1, 2),
    status: fc.constantFrom(3, 3, 4, 5),
    club: fc.constantFrom('Dukla', 'Dukla', 'Sparta'),
  })
  .map(({ runs, lacks, course, courseNr, status, club }) =>
    springSlalom({ runs, without: (_section, row) => lacks !== null && row.RaceId === lacks })
      .replace('NNRSNR', course)
      .replace('<CourseNr>1</CourseNr>', `<CourseNr>${courseNr}</CourseNr>`)
      .replace(/<RaceStatus>3/, `<RaceStatus>${status}`)
      .replace('<Club>Dukla', `<Club>${club}`),
  );

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: pushed.map(
      (rows): Step =>
        (ingest) =>
          pushResults(ingest, 'TEST', resultsBody(rows)),
    ),
  },
  {
    weight: 2,
    arbitrary: onTheCourse.map(
      (list): Step =>
        (ingest) =>
          pushOnCourse(ingest, 'TEST', onCourseBody(list)),
    ),
  },
  {
    weight: 5,
    arbitrary: exported.map((xml): Step => (ingest) => {
      const body = { format: 'xml' as const, bytes: Buffer.from(xml), replacesAll: false };
      return importExport(ingest, 'TEST', body);
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('finished' as const, 'running' as const).map(
      (status): Step =>
        (ingest) =>
          changeStatus(ingest, 'TEST', status),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom({ showOnCourse: false }, { showOnCourse: true }, { mergeStrategy: 'latest' as const })
      .map(
        (change): Step =>
          (ingest) =>
            changeConfig(ingest, 'TEST', change),
      ),
  },
);
const happenings = fc.array(
  fc.record<Happening>({
    step,
    writer: fc.constantFrom(0, 0, 0, 1),
    fails: fc.constantFrom(false, false, false, false, true),
    waitMs: fc.constantFrom(0, 0, 1_000, 61_000),
  }),
  { minLength: 1, maxLength: 14 },
);

const TABLES = ['classes', 'categories', 'participants', 'races', 'courses', 'results', 'on_course'];
const messagesOf = (db: Knex) =>
  db('live_messages').orderBy('seq').select('seq', 'kind', 'race_id', 'body', 'at');
async function storedIn(db: Knex): Promise<unknown> {
  const tables = await Promise.all(TABLES.map((table) => db<Record<string, unknown>>(table).select()));
  const event = await db('events').first('last_seq', 'status', 'config', 'heard_at', 'is_mid_run');
  return [
    event,
    await messagesOf(db),
    ...tables.map((rows) => rows.map((row) => JSON.stringify(row)).sort()),
  ];
}

/** Has a database fail in the middle of a transaction. */
const REFUSE = [
  `CREATE TRIGGER refuse BEFORE INSERT ON live_messages BEGIN SELECT RAISE(ABORT, 'full'); END`,
];
const REFUSE_ON_POSTGRES = [
  `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'full'; END $$`,
  `CREATE TRIGGER refuse BEFORE INSERT ON live_messages FOR EACH ROW EXECUTE FUNCTION refuse()`,
];

/** Runs it; answers what it answered or why it was refused. */
async function outcomeOf({ step: work, fails }: Happening, { db }: Booth, ingest: Ingest): Promise<unknown> {
  if (fails) {
    for (const sql of isOnPostgres ? REFUSE_ON_POSTGRES : REFUSE) await db.raw(sql);
  }
  try {
    return await work(ingest);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    if (fails) await db.raw(`DROP TRIGGER refuse${isOnPostgres ? ' ON live_messages' : ''}`);
  }
}

/** The races' detailed lists, as REST has them. */
async function detailsIn(db: Knex): Promise<Map<string, string>> {
  const index = indexRaceDay(await loadRaceDay(db, 1));
  return new Map(
    index.races
      .filter(isPublicRace)
      .map((race) => [race.raceId, JSON.stringify(resultList(race, index, { detailed: true }))]),
  );
}

/** What is wrong with what was said of the races' details: each race whose list changed is told, and no other is for nothing. */
function untold(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  announced: (DiffData | 'full')[],
): string[] {
  if (announced.includes('full')) return [];
  const diffs = announced.filter((data) => data !== 'full');
  return [...after].flatMap(([raceId, list]) => {
    const told = diffs.filter((diff) => diff.raceId === raceId && diff.results !== undefined);
    const isChanged = before.get(raceId) !== list;
    if (isChanged === told.length > 0 || !before.has(raceId)) return [];
    return [`${raceId} ${isChanged ? 'changed untold' : 'was told for nothing'}`];
  });
}

/** A booth whose writer does nothing by itself, for a real second may pass here and not there. */
async function openEvent(): Promise<Booth> {
  const booth = await openBooth(undefined, { onCourseExpiryMs: 1e12 });
  // Nothing here outlives the test.
  if (!isOnPostgres) await booth.db.raw('PRAGMA synchronous = OFF');
  return booth;
}

test('what is held makes no difference to what is said and stored', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const [holding, reading] = await Promise.all([openEvent(), openEvent()]);
      try {
        const second: Ingest = { ...holding.ingest, raceDays: new HeldRaceDays(holding.clock.read) };
        for (const happening of all) {
          const { waitMs, writer } = happening;
          const before = await detailsIn(holding.db);
          for (const booth of [holding, reading]) booth.clock.advance(waitMs);
          const held = await outcomeOf(happening, holding, writer === 0 ? holding.ingest : second);
          const fresh: Ingest = { ...reading.ingest, raceDays: new HeldRaceDays(reading.clock.read) };
          expect(held).toEqual(await outcomeOf(happening, reading, fresh));
          const announced = holding.announced();
          expect(announced).toEqual(reading.announced());
          expect(await storedIn(holding.db)).toEqual(await storedIn(reading.db));
          expect(untold(before, await detailsIn(holding.db), announced)).toEqual([]);
        }
      } finally {
        await Promise.all([holding.close(), reading.close()]);
      }
    }),
    // There each booth has a database that has to be created.
    { numRuns: isOnPostgres ? 15 : 60 },
  );
});

test('what a failed push would have stored is not taken for what another writer has stored since', async () => {
  const booth = await openEvent();
  try {
    const second: Ingest = { ...booth.ingest, raceDays: new HeldRaceDays(booth.clock.read) };
    const result = (athlete: Athlete, total: number) =>
      liveResult('single', athlete, { time: total, pen: 0, total });
    const push =
      (rows: object[]): Step =>
      (ingest) =>
        pushResults(ingest, 'TEST', resultsBody(rows));
    const failing: Happening = { step: push([result('adam', 8_000)]), writer: 0, fails: true, waitMs: 0 };
    await outcomeOf(failing, booth, booth.ingest);
    await push([result('ben', 8_300)])(second);
    booth.announced();
    await push([result('cyril', 8_200)])(booth.ingest);
    expect(booth.announced()).toMatchObject([
      {
        results: [
          { bib: '10', rnk: 1 },
          { bib: '2', rnk: 2 },
        ],
      },
    ]);
  } finally {
    await booth.close();
  }
});
