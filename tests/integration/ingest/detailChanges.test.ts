import type { DiffData } from '../../../lib/domain/views';
import { type Booth, openBooth, resultsBody } from '../../support/booth';
import { liveResult, RACES, springSlalom, type ExportedRun } from '../../support/springSlalom';

/** Gates, times of day and the course are in detailed lists only; who holds those is told when to read them anew. */

const SINGLE: ExportedRun = {
  ...{ race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 },
  ...{ Gates: '  0  2  0  0   ', dtStart: '10:00:00', dtFinish: '10:01:20' },
};
const FIRST: ExportedRun = { ...SINGLE, race: 'first' };
const DAY = springSlalom({ runs: [SINGLE, FIRST] });

let booth: Booth;
beforeEach(async () => {
  booth = await openBooth(DAY);
  // So that no word of the timing comes between.
  await importDay(DAY);
  booth.announced();
});
afterEach(() => booth.close());

async function importDay(xml: string): Promise<(DiffData | 'full')[]> {
  await booth.writer.importExport('TEST', { format: 'xml', bytes: Buffer.from(xml), replacesAll: false });
  return booth.announced();
}
const empty = (race: keyof typeof RACES) => ({ raceId: RACES[race], results: [] });

test.each([
  // A gate that was judged otherwise is a change, which the row itself tells; one that was not judged before is none.
  ['gate', { Gates: '  0  2  0  0  0' }],
  ['start', { dtStart: '10:00:01' }],
  ['finish', { dtFinish: '10:01:21' }],
])('a new %s is told without rows, once', async (_what, change) => {
  const xml = springSlalom({ runs: [{ ...SINGLE, ...change }, FIRST] });
  expect(await importDay(xml)).toEqual([empty('single')]);
  expect(await importDay(xml)).toEqual([]);
});

test('gates past the end of the course are in no list, and tell nothing', async () => {
  const run = { ...SINGLE, Gates: '  0  2  0  0     0' };
  expect(await importDay(springSlalom({ runs: [run, FIRST] }))).toEqual([]);
});

test('of a pair both races are told, for they show one list', async () => {
  const xml = springSlalom({ runs: [SINGLE, { ...FIRST, dtStart: '10:00:01' }] });
  expect(await importDay(xml)).toEqual([empty('second'), empty('first')]);
});

test('a changed course tells every race that has rows on it, and the schedule is told as ever', async () => {
  const told = await importDay(DAY.replace('NNRSNR', 'NNRSNN'));
  expect(told).toEqual((['second', 'first', 'single', 'crew', 'team', 'heat'] as const).map(empty));
  expect(await importDay(DAY.replace('NNRSNR', 'NNRSNN'))).toEqual([]);
});

test('a race on another course is told in the schedule, and its details after that', async () => {
  const [schedule, ...details] = await importDay(
    DAY.replace(/(<RaceId>K1M_SR_6<\/RaceId>[^]*?)<CourseNr>1</, '$1<CourseNr>2<'),
  );
  expect(schedule).toMatchObject({ races: expect.any(Array) });
  expect(details).toEqual([empty('single')]);
});

test('where rows changed they are told, and nothing on top', async () => {
  const told = await importDay(
    springSlalom({ runs: [{ ...SINGLE, Time: 81_000, Total: 83_000, dtStart: '10:00:01' }, FIRST] }),
  );
  expect(told).toMatchObject([{ raceId: RACES.single, results: [{ bib: '1' }] }]);
});

test('beside a new start list the empty results are in its message', async () => {
  const run = { ...SINGLE, dtStart: '10:00:01', StartTime: '10:09:00' };
  expect(await importDay(springSlalom({ runs: [run, FIRST] }))).toEqual([
    { raceId: RACES.single, startlist: expect.any(Array), results: [] },
  ]);
});

test('a live result brings no gates, and so no word of details', async () => {
  await booth.writer.pushResults(
    'TEST',
    resultsBody([liveResult('single', 'adam', { time: 8_000, pen: 200, total: 8_200 })]),
  );
  expect(booth.announced()).toEqual([]);
});
