import { EventApi, type Json } from '../../support/api';
import { countTouchedRows, messagesOf } from '../../support/snapshots';
import { ATHLETES, liveResult, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(), 'running', `RES-${++created}`);
});

const rowOf = async (athlete: keyof typeof ATHLETES, query = ''): Promise<Json> => {
  const { results } = (await event.get(`results/${RACES.single}${query}`)).body;
  return results.find(({ bib }: { bib: string }) => bib === ATHLETES[athlete].bib);
};

test('times are hundredths, and the server ranks', async () => {
  const { status, body } = await event.pushResults([
    liveResult('single', 'adam', { time: 8145, pen: 200, total: 8345, rnk: 7 }),
    liveResult('single', 'cyril', { time: 8000, pen: 5000, total: 13000, rnk: 9 }),
  ]);
  expect([status, body]).toEqual([200, { updated: 2 }]);
  const { results } = (await event.get(`results/${RACES.single}`)).body;
  expect(results).toMatchObject([
    { rnk: 1, bib: '1', time: 8145, pen: 200, total: 8345, totalBehind: '0.00', catRnk: 1 },
    { rnk: 2, bib: '10', time: 8000, pen: 5000, total: 13000, totalBehind: '+46.55', catRnk: 2 },
    { rnk: null, bib: '2', time: null, pen: null, total: null, totalBehind: null, status: null },
  ]);
});

test('null means none and never becomes 0', async () => {
  await event.pushResults([liveResult('single', 'adam', { rnk: 1, pen: 0 })]);
  expect(await rowOf('adam')).toMatchObject({
    rnk: null,
    time: null,
    pen: null,
    total: null,
    totalBehind: null,
    catRnk: null,
    catTotalBehind: null,
    status: null,
  });
});

test('null takes back what an earlier push said', async () => {
  await event.pushResults([liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 })]);
  const { body } = await event.pushResults([liveResult('single', 'adam')]);
  expect(body).toEqual({ updated: 1 });
  expect(await rowOf('adam')).toMatchObject({ rnk: null, time: null, total: null });
});

test('a total that is missing is time plus penalty', async () => {
  await event.pushResults([liveResult('single', 'adam', { time: 8000, pen: 400 })]);
  expect(await rowOf('adam')).toMatchObject({ rnk: 1, time: 8000, pen: 400, total: 8400 });
});

test('under investigation (*) is no status: the result counts', async () => {
  await event.pushResults([liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000, status: '*' })]);
  expect(await rowOf('adam')).toMatchObject({ rnk: 1, total: 8000, status: null });
});

test.each(['DNS', 'DNF', 'DSQ', 'CAP', 'RAL'])(
  '%s has a status and no rank, whatever rnk says',
  async (status) => {
    await event.pushResults([
      liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 }),
      liveResult('single', 'ben', { rnk: 2, status }),
    ]);
    expect(await rowOf('ben')).toMatchObject({
      rnk: null,
      catRnk: null,
      total: null,
      totalBehind: null,
      status,
    });
  },
);

test('a DNF with a time keeps the time and has no total', async () => {
  await event.pushResults([
    liveResult('single', 'ben', { time: 4000, pen: 200, total: 4200, status: 'DNF', rnk: 1 }),
  ]);
  expect(await rowOf('ben')).toMatchObject({ rnk: null, total: null, totalBehind: null, status: 'DNF' });
});

test('those without a rank come last: still to run in start order, then by status, then by bib', async () => {
  await event.pushResults([
    liveResult('single', 'cyril', { status: 'DSQ' }),
    liveResult('single', 'adam', { status: 'DNF' }),
  ]);
  const { results } = (await event.get(`results/${RACES.single}`)).body;
  expect(results.map(({ bib }: { bib: string }) => bib)).toEqual(['2', '1', '10']);
});

test('the same total shares a rank and the next is skipped', async () => {
  const run = { time: 8000, pen: 0, total: 8000 };
  await event.pushResults([
    liveResult('single', 'adam', run),
    liveResult('single', 'cyril', run),
    liveResult('single', 'ben', { time: 8001, pen: 0, total: 8001 }),
  ]);
  const { results } = (await event.get(`results/${RACES.single}`)).body;
  expect(results.map(({ rnk, bib }: Json) => [rnk, bib])).toEqual([
    [1, '1'],
    [1, '10'],
    [3, '2'],
  ]);
});

test('rows of races and athletes that the export does not have are left out and told; the others count', async () => {
  const run = { time: 8000, pen: 0, total: 8000 };
  const { status, body } = await event.pushResults([
    { ...liveResult('single', 'adam', run), raceId: 'NO_RACE' },
    liveResult('single', 'adam', run),
    { ...liveResult('single', 'ben', run), participantId: '999' },
    { ...liveResult('single', 'ben', run), participantId: null, bib: '77' },
  ]);
  expect(status).toBe(200);
  expect(body).toEqual({
    updated: 1,
    skipped: [
      { row: 0, raceId: 'NO_RACE', bib: '1', reason: 'the export has no such race' },
      { row: 2, raceId: RACES.single, bib: '2', reason: 'the export has no such athlete' },
      { row: 3, raceId: RACES.single, bib: '77', reason: 'the export has no such athlete' },
    ],
    skippedCount: 3,
  });
  expect(await rowOf('adam')).toMatchObject({ rnk: 1 });
  expect(await rowOf('ben')).toMatchObject({ rnk: null });
});

test('a row that names only the bib finds its athlete, padded or a number', async () => {
  const run = { time: 8000, pen: 0, total: 8000 };
  const { body } = await event.pushResults([
    { raceId: RACES.single, bib: '   1', ...run },
    { raceId: RACES.single, bib: 10, ...run },
  ]);
  expect(body).toEqual({ updated: 2 });
  expect(await rowOf('adam')).toMatchObject({ rnk: 1 });
  expect(await rowOf('cyril')).toMatchObject({ rnk: 1 });
});

test('a late entry whom the export knows, but not in this race, appears', async () => {
  const { body } = await event.pushResults([
    { ...liveResult('crew', 'adam', { time: 8000, pen: 0, total: 8000 }), bib: '99' },
  ]);
  expect(body).toEqual({ updated: 1 });
  const { results } = (await event.get(`results/${RACES.crew}`)).body;
  expect(results.map(({ bib, rnk }: Json) => [bib, rnk])).toEqual([
    ['99', 1],
    ['31', null],
  ]);
});

test('of two rows of one athlete in a push, the last holds', async () => {
  await event.pushResults([
    liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 }),
    liveResult('single', 'adam', { time: 9000, pen: 0, total: 9000 }),
  ]);
  expect(await rowOf('adam')).toMatchObject({ total: 9000 });
});

test('a push without gates keeps the gates that an export brought', async () => {
  await event.pushXml(
    springSlalom({
      runs: [
        { race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000, Gates: '  0  2  0  0  0' },
      ],
    }),
  );
  await event.pushResults([liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 })]);
  const { gates, total } = await rowOf('adam', '?detailed=true');
  expect(total).toBe(8000);
  expect(gates.map(({ penalty }: Json) => penalty)).toEqual([0, 2, 0, 0, 0]);
});

test('the same push again changes no row and sends nothing', async () => {
  const push = [
    liveResult('single', 'adam', { time: 8000, pen: 200, total: 8200, rnk: 1 }),
    liveResult('single', 'ben', { status: 'DNS', rnk: 2 }),
    liveResult('single', 'cyril', { pen: 0 }),
    liveResult('heat', 'ben', { time: 1, pen: 0, total: 1, rnk: 1 }),
  ];
  await event.pushResults(push);
  const touched = await countTouchedRows(server.databaseUrl);
  try {
    const messages = await messagesOf(event, async () => {
      expect((await event.pushResults(push)).body).toEqual({ updated: 0 });
      expect(await touched.take()).toEqual([]);
    });
    expect(messages).toEqual([]);
  } finally {
    await touched.close();
  }
});

test('a push sends one diff per race touched, with the rows whose rank or gap moved', async () => {
  await event.pushResults([
    liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 }),
    liveResult('single', 'cyril', { time: 9000, pen: 0, total: 9000 }),
  ]);
  const messages = await messagesOf(event, () =>
    event.pushResults([
      liveResult('single', 'ben', { time: 8500, pen: 0, total: 8500 }),
      liveResult('crew', 'crew', { time: 9500, pen: 0, total: 9500 }),
    ]),
  );
  const diffs = messages.map(({ type, data }: Json) => [
    type,
    data.raceId,
    data.results.map(({ bib, rnk }: Json) => [bib, rnk]),
  ]);
  expect(diffs).toEqual([
    [
      'diff',
      RACES.single,
      [
        ['2', 2],
        ['10', 3],
      ],
    ],
    ['diff', RACES.crew, [['31', 1]]],
  ]);
});

test('an empty push is fine', async () => {
  const { status, body } = await event.pushResults([]);
  expect([status, body]).toEqual([200, { updated: 0 }]);
});

test.each([
  ['no results', {}],
  ['results that are no list', { results: {} }],
  ['a bare list', []],
])('%s is no push: 400 that says what would be right', async (_what, body: Json) => {
  const answer = await event.ingest('results', body);
  expect([answer.status, answer.body.error]).toEqual([400, 'ValidationError']);
});
