import { EventApi, type Json } from '../../support/api';
import { messagesOf } from '../../support/snapshots';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

/** Three refused pushes in a row stop the bridge for good, so none is refused for a row or a field. */
let server: TestServer;
let event: EventApi;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(), 'running', `ODD-${++created}`);
});

const RUN = { time: 8000, pen: 0, total: 8000 };
const rowOf = async (bib: string, race: keyof typeof RACES = 'single'): Promise<Json> =>
  (await event.get(`results/${RACES[race]}`)).body.results.find((row: Json) => row.bib === bib);
const entries = async (): Promise<Json[]> => (await event.get('oncourse')).body.oncourse;

test.each(['results', 'oncourse'])(
  'more than 20,000 rows of %s are refused, and none is taken',
  async (route) => {
    const rows = Array.from({ length: 20_001 }, () => liveResult('single', 'adam', RUN));
    const { status, body } = await event.ingest(route, JSON.stringify({ [route]: rows }));
    expect([status, body.error]).toEqual([400, 'ValidationError']);
    expect(body.message).toBe(`${route}: expected at most 20000 rows, not 20001; nothing of them was taken`);
    expect(await rowOf('1')).not.toMatchObject({ total: 8000 });
    const most = await event.ingest('results', JSON.stringify({ results: rows.slice(1) }));
    expect([most.status, most.body.updated]).toEqual([200, 1]);
  },
);

describe('results', () => {
  test.each([
    ['no object', 7, [{ row: 0, reason: 'expected an object, not 7' }]],
    ['a list', [[]], [{ row: 0, reason: 'expected an object, not a list' }]],
    ['null', null, [{ row: 0, reason: 'expected an object, not null' }]],
    ['without raceId', { bib: '1' }, [{ row: 0, bib: '1', reason: expect.stringContaining('raceId') }]],
    [
      'of a raceId that is none',
      { ...liveResult('single', 'ben', RUN), raceId: true },
      [
        { row: 0, field: 'raceId', reason: 'expected a text or a whole number, not true' },
        { row: 0, bib: '2', reason: expect.stringContaining('raceId') },
      ],
    ],
    [
      'of nobody',
      { ...liveResult('single', 'ben', RUN), bib: ' ', participantId: null },
      [{ row: 0, raceId: RACES.single, reason: expect.stringContaining('neither participantId nor bib') }],
    ],
    [
      'with a NUL in its bib',
      { ...liveResult('single', 'ben', RUN), bib: '2\u0000', participantId: null },
      [
        { row: 0, raceId: RACES.single, field: 'bib', reason: expect.stringContaining('control characters') },
        { row: 0, raceId: RACES.single, reason: expect.stringContaining('neither participantId nor bib') },
      ],
    ],
  ])('a row that is %s is left out and told; the others count', async (_what, odd, skipped) => {
    const { status, body } = await event.pushResults([odd as object, liveResult('single', 'adam', RUN)]);
    expect([status, body]).toEqual([200, { updated: 1, skipped, skippedCount: skipped.length }]);
    expect(await rowOf('1')).toMatchObject({ rnk: 1, total: 8000 });
  });

  test('bib null beside a participantId is that participant', async () => {
    const { body } = await event.pushResults([{ ...liveResult('single', 'adam', RUN), bib: null }]);
    expect(body).toEqual({ updated: 1 });
    expect(await rowOf('1')).toMatchObject({ total: 8000 });
  });

  test('a late entry without bib gets the bib of its entry', async () => {
    const { body } = await event.pushResults([{ ...liveResult('crew', 'adam', RUN), bib: null }]);
    expect(body).toEqual({ updated: 1 });
    expect(await rowOf('1', 'crew')).toMatchObject({ rnk: 1, total: 8000 });
  });

  test('a bib that is no bib is told, and the participantId places the row', async () => {
    const { body } = await event.pushResults([{ ...liveResult('single', 'adam', RUN), bib: 1.5 }]);
    expect(body).toEqual({
      updated: 1,
      skipped: [
        { row: 0, raceId: RACES.single, field: 'bib', reason: 'expected a text or a whole number, not 1.5' },
      ],
      skippedCount: 1,
    });
  });

  test('numbers as text and blanks mean what they say', async () => {
    const { body } = await event.pushResults([
      { ...liveResult('single', 'adam'), time: '8145', pen: ' 200 ', total: '8345', rnk: '', status: ' ' },
      { ...liveResult('single', 'ben'), status: ' dnf ' },
    ]);
    expect(body).toEqual({ updated: 2 });
    expect(await rowOf('1')).toMatchObject({ rnk: 1, time: 8145, pen: 200, total: 8345 });
    expect(await rowOf('2')).toMatchObject({ rnk: null, status: 'DNF' });
  });

  test('a row whose time and total can’t be read does not take a result away', async () => {
    await event.pushResults([liveResult('single', 'adam', RUN)]);
    const odd = liveResult('single', 'adam', { time: '1:20.00', pen: 0, total: '1:20.00' });
    const { body } = await event.pushResults([
      odd,
      liveResult('single', 'ben', { ...RUN, total: 8200, pen: 200 }),
    ]);
    expect(body).toMatchObject({
      updated: 1,
      skipped: [
        { row: 0, field: 'time' },
        { row: 0, field: 'total' },
        { row: 0, raceId: RACES.single, bib: '1', reason: expect.stringContaining('the stored one stays') },
      ],
      skippedCount: 3,
    });
    expect(await rowOf('1')).toMatchObject({ rnk: 1, total: 8000 });
    expect(await rowOf('2')).toMatchObject({ rnk: 2, total: 8200 });
  });

  test('a row whose status can’t be read ranks nobody', async () => {
    await event.pushResults([liveResult('single', 'adam', { ...RUN, status: 5 })]);
    expect(await rowOf('1')).toMatchObject({ rnk: null, total: null });
  });

  test('of many odd rows a hundred are told, and how many there were; twelve thousand rows are taken', async () => {
    const odd = Array.from({ length: 12_000 }, () => ({ raceId: RACES.single }));
    const { status, body } = await event.pushResults([...odd, liveResult('single', 'adam', RUN)]);
    expect([status, body.updated, body.skipped.length, body.skippedCount]).toEqual([200, 1, 100, 12_000]);
  });
});

describe('on course', () => {
  test('rows that can’t be read or placed are left out and told; the others are on the course', async () => {
    const { status, body } = await event.pushOnCourse([
      'odd' as unknown as object,
      { ...onCourse('single', 'ben'), raceId: null },
      { ...onCourse('single', 'ben'), participantId: 'nobody' },
      onCourse('single', 'adam'),
    ]);
    expect([status, body]).toEqual([
      200,
      {
        active: 1,
        skipped: [
          { row: 0, reason: 'expected an object, not "odd"' },
          { row: 1, bib: '2', reason: expect.stringContaining('raceId') },
          { row: 2, raceId: RACES.single, bib: '2', reason: 'the export has no such athlete' },
        ],
        skippedCount: 3,
      },
    ]);
    expect((await entries()).map(({ bib }) => bib)).toEqual(['1']);
  });

  test('a list of which nothing can be read does not clear the course', async () => {
    await event.pushOnCourse([onCourse('single', 'adam')]);
    expect((await event.pushOnCourse([{}, {}])).body).toMatchObject({ active: 1, skippedCount: 2 });
  });

  test('bib null beside a participantId is the bib of the start list, else that of the entry', async () => {
    const { body } = await event.pushOnCourse([
      { ...onCourse('single', 'cyril'), bib: null },
      { ...onCourse('crew', 'adam'), bib: null },
    ]);
    expect(body).toEqual({ active: 2 });
    expect((await entries()).map(({ raceId, bib }) => [raceId, bib]).sort()).toEqual([
      [RACES.crew, '1'],
      [RACES.single, '10'],
    ]);
  });

  test('an entry that names only the bib finds its athlete', async () => {
    const { body } = await event.pushOnCourse([
      { ...onCourse('single', 'cyril'), participantId: null, name: null, bib: 10 },
    ]);
    expect(body).toEqual({ active: 1 });
    expect(await entries()).toMatchObject([{ bib: '10', name: 'DVOŘÁK Cyril' }]);
  });

  test('a field that can’t be read keeps what was last heard of it', async () => {
    const finish = '2026-05-30T10:05:00.000Z';
    const running = {
      dtStart: '2026-05-30T10:03:00.000Z',
      gates: [0, 2, null, null, null],
      time: 8000,
      pen: 200,
    };
    await event.pushOnCourse([
      onCourse('single', 'adam', { ...running, dtFinish: finish, name: 'NOVÁK A.' }),
    ]);
    const odd = {
      dtStart: 5,
      gates: [0, 'x', '50', 1.5, 0],
      dtFinish: false,
      time: -1,
      name: ['NOVÁK'],
      pen: 5200,
    };
    const { body } = await event.pushOnCourse([onCourse('single', 'adam', odd)]);
    expect(body.skipped.map(({ field }: Json) => field)).toEqual([
      'name',
      'gates[1]',
      'gates[3]',
      'dtStart',
      'dtFinish',
      'time',
    ]);
    const [entry] = await entries();
    expect(entry).toMatchObject({
      completed: true,
      dtFinish: finish,
      time: 8000,
      pen: 5200,
      name: 'NOVÁK A.',
    });
    expect(entry.gates.map(({ penalty }: Json) => penalty)).toEqual([0, 2, 50, null, 0]);
  });

  test('52 is no penalty of a single boat', async () => {
    const { body } = await event.pushOnCourse([onCourse('single', 'adam', { gates: [52, 0] })]);
    expect(body.skipped).toMatchObject([{ row: 0, field: 'gates[0]', bib: '1' }]);
    expect((await entries())[0].gates.slice(0, 2).map(({ penalty }: Json) => penalty)).toEqual([null, 0]);
  });

  test('of more than a hundred the first hundred are taken', async () => {
    const list = [...Array.from({ length: 99 }, () => onCourse('single', 'adam')), onCourse('single', 'ben')];
    const { status, body } = await event.pushOnCourse([...list, onCourse('single', 'cyril'), {}]);
    expect([status, body.active, body.skippedCount]).toEqual([200, 2, 2]);
    expect(body.skipped.map(({ row }: Json) => row)).toEqual([100, 101]);
  });

  test.each([
    ['no list', {}],
    ['a list that is none', { oncourse: 'x' }],
    ['a bare list', []],
  ])('%s is no push: 400', async (_what, body) => {
    const answer = await event.ingest('oncourse', body);
    expect([answer.status, answer.body.error]).toEqual([400, 'ValidationError']);
  });
});

test('a bridge that three refusals stop gets a whole team race through, with 52, 100, 102 and 150 at gates', async () => {
  let refusals = 0;
  const push = async (route: string, body: object): Promise<void> => {
    if (refusals === 3) throw new Error('the bridge has stopped');
    const { status, body: answer } = await event.ingest(route, body);
    refusals = status === 200 ? 0 : refusals + 1;
    expect([status, answer.skipped]).toEqual([200, undefined]);
  };
  const cells = [52, 100, 102, 150, 4];
  const gatesAt = (passed: number) => cells.map((cell, at) => (at < passed ? cell : null));
  const sum = (passed: number) => 100 * cells.slice(0, passed).reduce((all, cell) => all + cell, 0);
  const messages = await messagesOf(event, async () => {
    for (let passed = 0; passed <= 5; passed += 1) {
      const run = {
        gates: gatesAt(passed),
        pen: sum(passed),
        time: 1000 * passed,
        total: 1000 * passed + sum(passed),
      };
      await push('oncourse', {
        oncourse: [onCourse('team', 'team', { ...run, dtStart: '2026-05-30T10:03:00.000Z' })],
      });
      await push('results', { results: [liveResult('team', 'team')] });
    }
    await push('results', {
      results: [liveResult('team', 'team', { time: 14_000, pen: sum(5), total: 14_000 + sum(5) })],
    });
  });
  const lists = messages.flatMap(({ data }: Json) => data.oncourse ?? []);
  expect(lists.at(-1).gates.map(({ penalty }: Json) => penalty)).toEqual(cells);
  expect(await rowOf('51', 'team')).toMatchObject({ rnk: 1, pen: 40_800, total: 54_800 });
});
