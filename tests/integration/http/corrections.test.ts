/** Results that the organiser puts right by hand, on the day when the timing cannot. */
import { EventApi, type Answer, type Json } from '../../support/api';
import { FORMS } from '../../support/liveClients';
import { ATHLETES, liveResult, RACES, springSlalom, type ExportedRun } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const run = (Time: number, Pen = 0, race: ExportedRun['race'] = 'single'): ExportedRun => ({
  ...{ race, athlete: 'adam', Time: Time * 10, Pen, Total: Time * 10 + Pen * 1_000 },
});
/** Adam leads with 80.00 before Ben with 85.00. */
const EXPORT = springSlalom({ runs: [run(8_000), { ...run(8_500), athlete: 'ben' }] });

let clock: FakeClock;
let server: TestServer;
let event: EventApi;
beforeEach(async () => {
  clock = new FakeClock();
  server = await startTestServer({ clock });
  event = await EventApi.withExport(server.url, EXPORT);
});
afterEach(() => server.close());

const place = `corrections/${RACES.single}/${ATHLETES.adam.bib}`;
const correct = (body: object, path = place): Promise<Answer> => event.admin('PUT', path, body);
const takeBack = (): Promise<Answer> => event.admin('DELETE', place);
const rowOf = async (bib: string, raceId: string = RACES.single): Promise<Json> => {
  const { results } = (await event.get(`results/${raceId}`)).body as { results: { bib: string }[] };
  return results.find((one) => one.bib === bib);
};

test('a status, figures or nothing take the place of a run, say why, and can be taken back', async () => {
  const { status, body } = await correct({ status: 'DSQ', reason: 'gate 4 from the wrong side' });
  expect([status, body]).toEqual([
    200,
    {
      ...{ raceId: RACES.single, bib: '1', status: 'DSQ', time: 8_000, pen: 0, total: 8_000 },
      byHand: 'gate 4 from the wrong side',
    },
  ]);
  expect(await rowOf('1')).toMatchObject({
    ...{ rnk: null, status: 'DSQ', byHand: 'gate 4 from the wrong side' },
    changes: [{ what: 'status', by: 'hand', from: null, to: 'DSQ' }],
  });
  expect(await rowOf('2')).toMatchObject({ rnk: 1 });
  clock.advance(120_000);
  await correct({ pen: 200, reason: 'a touch after all' });
  expect(await rowOf('1')).toMatchObject({ rnk: 1, status: null, time: 8_000, pen: 200, total: 8_200 });
  await correct({ time: 8_400, reason: 'stop watch' });
  expect(await rowOf('1')).toMatchObject({ rnk: 2, pen: 200, total: 8_600, byHand: 'stop watch' });
  await correct({ isWithdrawn: true, reason: 'was another boat' });
  expect(await rowOf('1')).toMatchObject({ rnk: null, time: null, total: null, status: null });
  expect((await takeBack()).body).toMatchObject({ time: 8_000, pen: 0, byHand: null });
  const back = await rowOf('1');
  expect(back).toMatchObject({ rnk: 1, total: 8_000 });
  expect(back).not.toHaveProperty('byHand');
  expect(await takeBack()).toMatchObject({ status: 404, body: { error: 'CorrectionNotFound' } });
  const { entries } = (await event.admin('GET', 'log?limit=5')).body as { entries: Json[] };
  expect(entries.map(({ kind }) => kind as string)).toEqual(Array(5).fill('correct'));
});

test('live results do not undo it, nor an export that says what was there before; any other does', async () => {
  await correct({ status: 'DNF', reason: 'swam' });
  await event.pushResults([liveResult('single', 'adam', { time: 8_000, pen: 0, total: 8_000 })]);
  expect((await event.pushXml(EXPORT)).body.held).toEqual({ live: 0, byHand: 1 });
  expect(await rowOf('1')).toMatchObject({ status: 'DNF', byHand: 'swam' });
  await event.pushResults([liveResult('single', 'ben', { time: 8_500, pen: 200, total: 8_700 })]);
  expect((await event.pushXml(EXPORT)).body.held).toEqual({ live: 1, byHand: 1 });
  await event.pushXml(springSlalom({ runs: [run(7_900)] }));
  const row = await rowOf('1');
  expect(row).toMatchObject({ rnk: 1, total: 7_900 });
  expect(row).not.toHaveProperty('byHand');
});

test('an export that says the same confirms it', async () => {
  await correct({ time: 7_900, reason: 'photo' });
  await event.pushXml(springSlalom({ runs: [run(7_900)] }));
  const row = await rowOf('1');
  expect(row).toMatchObject({ total: 7_900 });
  expect(row).not.toHaveProperty('byHand');
});

test('an import that replaces all replaces it, too', async () => {
  await correct({ status: 'DNF', reason: 'swam' });
  await event.ingest('xml?replace=all', { xml: EXPORT });
  expect(await rowOf('1')).toMatchObject({ rnk: 1, total: 8_000 });
});

test('in kayak cross a place is entered', async () => {
  const heat = `corrections/${RACES.heat}/${ATHLETES.ben.bib}`;
  expect((await correct({ rank: 1, reason: 'finish judge' }, heat)).status).toBe(200);
  expect(await rowOf('2', RACES.heat)).toMatchObject({ rnk: 1, byHand: 'finish judge' });
});

test.each(FORMS)('those who watch by %s see it at once', async (_name, connect) => {
  const viewer = connect(event);
  try {
    await viewer.until(({ messages }) => messages.length > 0);
    await correct({ status: 'DSQ', reason: 'protest upheld' });
    await viewer.until(({ state }) =>
      (state?.results[RACES.single] ?? []).some(({ byHand }) => byHand === 'protest upheld'),
    );
    expect(viewer.messages.at(-1)?.type).toBe('diff');
  } finally {
    viewer.close();
  }
});

test('what leaves open what the run is, or of whom, is refused and changes nothing', async () => {
  const refused: [object, string, number, string][] = [
    [{ status: 'DSQ' }, place, 400, 'reason'],
    [{ reason: 'x' }, place, 400, 'expected isWithdrawn, a status'],
    [{ reason: 'x', status: 'LATE' }, place, 400, 'expected DNS, DNF'],
    [{ reason: 'x', rank: 1 }, place, 400, 'only kayak cross'],
    [{ reason: 'x', pen: 200 }, `corrections/${RACES.single}/10`, 400, 'the run has no time yet'],
    [{ reason: 'x', status: 'DNS' }, `corrections/${RACES.single}/77`, 404, 'Nobody starts with bib 77'],
    [{ reason: 'x', status: 'DNS' }, 'corrections/NONE/1', 404, 'no race "NONE"'],
  ];
  const before = (await event.get('snapshot')).body.data;
  for (const [body, path, status, message] of refused) {
    const answer = await correct(body, path);
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(message)]);
  }
  await event.setStatus('finished');
  await event.setStatus('official');
  expect((await correct({ reason: 'x', status: 'DNS' })).body.error).toBe('IngestNotAllowed');
  expect((await event.get('snapshot')).body.data.results).toEqual(before.results);
});
