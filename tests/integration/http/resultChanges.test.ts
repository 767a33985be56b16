/** What became of a result after the finish, and what the jury looks into, as the public reads them. */
import type { PublicResult } from '../../../lib/domain/views';
import { EventApi } from '../../support/api';
import {
  ATHLETES,
  liveResult,
  RACES,
  springSlalom,
  type Athlete,
  type ExportedRun,
} from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const RUN = { time: 7_899, pen: 200, total: 8_099 };
/** The same run as an export writes it. */
const EXPORTED = { Time: 78_990, Pen: 2, Total: 80_990, Gates: '  0  2  0  0  0' };

let server: TestServer;
let clock: FakeClock;
let event: EventApi;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startTestServer({ clock });
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const importRuns = async (...runs: ExportedRun[]): Promise<void> => {
  const answer = await event.pushXml(springSlalom({ runs }));
  expect(answer.status).toBe(200);
};
const rowOf = async (race: keyof typeof RACES, athlete: Athlete): Promise<PublicResult> => {
  const { results } = (await event.get(`results/${RACES[race]}`)).body as { results: PublicResult[] };
  return results.find(({ bib }) => bib === ATHLETES[athlete].bib) as PublicResult;
};
const at = (): string => new Date(clock.now).toISOString();

test('a first result, and the gates that an export brings to it, are no changes', async () => {
  await event.pushResults([liveResult('single', 'adam', RUN)]);
  await importRuns({ race: 'single', athlete: 'adam', ...EXPORTED });
  expect(await rowOf('single', 'adam')).not.toHaveProperty('changes');
});

test('a protest that an export brings is told gate by gate', async () => {
  await event.pushResults([liveResult('single', 'adam', RUN)]);
  await importRuns({ race: 'single', athlete: 'adam', ...EXPORTED });
  clock.advance(20 * 60_000);
  const clean = { ...EXPORTED, Pen: 0, Total: 78_990, Gates: '  0  0  0  0  0' };
  await importRuns({ race: 'single', athlete: 'adam', ...clean });
  expect((await rowOf('single', 'adam')).changes).toEqual([
    { at: at(), by: 'export', what: 'gate', gate: 2, from: 2, to: 0 },
    { at: at(), by: 'export', what: 'penalty', from: 200, to: 0 },
  ]);
});

test('a disqualification of the live feed is told, and stays told when exports repeat it', async () => {
  await event.pushResults([liveResult('single', 'adam', RUN)]);
  clock.advance(5 * 60_000);
  await event.pushResults([liveResult('single', 'adam', { status: 'DSQ' })]);
  const told = [{ at: at(), by: 'live', what: 'status', from: null, to: 'DSQ' }];
  expect((await rowOf('single', 'adam')).changes).toEqual(told);
  clock.advance(5 * 60_000);
  await importRuns({ race: 'single', athlete: 'adam', Status: 'DSQ', Gates: EXPORTED.Gates });
  expect((await rowOf('single', 'adam')).changes).toEqual(told);
});

test('changes of best runs say which run, and the first run’s figures in a second row are none', async () => {
  await event.pushResults([liveResult('first', 'adam', RUN)]);
  await event.pushResults([liveResult('second', 'adam', { time: 8_500, pen: 0, total: 8_500 })]);
  clock.advance(10 * 60_000);
  // Now the timing shows the better run's penalty and total in the second row.
  await event.pushResults([liveResult('second', 'adam', { time: 8_500, pen: 200, total: 8_099 })]);
  expect(await rowOf('second', 'adam')).not.toHaveProperty('changes');
  await event.pushResults([liveResult('first', 'adam', { ...RUN, time: 7_999, total: 8_199 })]);
  const told = [{ at: at(), by: 'live', run: 1, what: 'time', from: 7_899, to: 7_999 }];
  expect((await rowOf('first', 'adam')).changes).toEqual(told);
  expect((await rowOf('second', 'adam')).changes).toEqual(told);
});

describe('a star in the live feed', () => {
  const star = liveResult('single', 'adam', { ...RUN, status: '*' });

  beforeEach(() => event.pushResults([star]));

  test('is a mark, and the result counts', async () => {
    expect(await rowOf('single', 'adam')).toMatchObject({ rnk: 1, status: null, isUnderReview: true });
  });

  test('outlives the exports, which do not know it', async () => {
    await importRuns({ race: 'single', athlete: 'adam', ...EXPORTED });
    expect(await rowOf('single', 'adam')).toMatchObject({ isUnderReview: true });
    clock.advance(10 * 60_000);
    await importRuns({ race: 'single', athlete: 'adam', ...EXPORTED });
    expect(await rowOf('single', 'adam')).toMatchObject({ isUnderReview: true });
  });

  test('goes when the feed drops it', async () => {
    await event.pushResults([liveResult('single', 'adam', RUN)]);
    expect(await rowOf('single', 'adam')).not.toHaveProperty('isUnderReview');
  });

  test('goes with what the jury decided', async () => {
    clock.advance(10 * 60_000);
    await importRuns({ race: 'single', athlete: 'adam', Status: 'DSQ' });
    const row = await rowOf('single', 'adam');
    expect(row).not.toHaveProperty('isUnderReview');
    expect(row).toMatchObject({ status: 'DSQ', changes: [{ what: 'status', to: 'DSQ' }] });
  });

  test('goes when the race is official', async () => {
    const official = springSlalom({ runs: [{ race: 'single', athlete: 'adam', ...EXPORTED }] }).replaceAll(
      '<RaceStatus>3</RaceStatus>',
      '<RaceStatus>5</RaceStatus>',
    );
    expect((await event.pushXml(official)).status).toBe(200);
    expect(await rowOf('single', 'adam')).not.toHaveProperty('isUnderReview');
  });

  test('is set by the feed on a result that an export brought, whatever the strategy', async () => {
    for (const mergeStrategy of ['live-first', 'xml-first', 'latest']) {
      await event.setConfig({ mergeStrategy });
      await importRuns({ race: 'single', athlete: 'ben', ...EXPORTED });
      await event.pushResults([liveResult('single', 'ben', { ...RUN, status: '*' })]);
      expect(await rowOf('single', 'ben')).toMatchObject({ isUnderReview: true });
      await event.pushResults([liveResult('single', 'ben', RUN)]);
    }
  });
});
