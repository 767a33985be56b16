/** When the timing was last heard of, as those who watch are told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi } from '../../support/api';
import { FORMS, type LiveClient } from '../../support/liveClients';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const RACE = 'K1M_BR1_1';
const boat = { raceId: RACE, bib: 4, time: 900, gates: [0, 2], dtStart: '2026-05-30T10:04:00.000Z' };

let server: TestServer;
let clock: FakeClock;
let event: EventApi;
let client: LiveClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startTestServer({ clock });
  event = await EventApi.withExport(server.url, xml);
  const [, connect] = FORMS[0] as (typeof FORMS)[number];
  client = connect(event);
  await client.until(({ messages }) => messages.length > 0);
});

afterEach(async () => {
  client.close();
  await server.close();
});

const heardAt = (): string | null | undefined => client.state?.timing?.heardAt;
const at = (ms: number): string => new Date(ms).toISOString();
const toldOfTiming = (): number =>
  client.messages.filter((message) => message.type === 'diff' && 'timing' in message.data).length;

test('the first word says when the export came', () => {
  expect(client.state?.timing).toEqual({ heardAt: at(clock.now), isMidRun: false });
});

test('pushes that change nothing are told too, but no more often than every 10 s', async () => {
  for (let second = 1; second <= 20; second++) {
    clock.advance(1_000);
    expect((await event.pushOnCourse([])).status).toBe(200);
  }
  await client.until(() => heardAt() === at(clock.now));
  expect(toldOfTiming()).toBe(2);
});

test.each([
  ['an export', () => event.pushXml(xml)],
  ['results', () => event.pushResults([])],
  ['an on-course list', () => event.pushOnCourse([])],
])('%s after a silence says that the timing is back', async (_name, push) => {
  clock.advance(120_000);
  await push();
  await client.until(() => heardAt() === at(clock.now));
});

test('a refused push says nothing of the timing', async () => {
  clock.advance(120_000);
  expect((await event.ingest('results', { rows: [] })).status).toBe(400);
  await event.pushOnCourse([]);
  await client.until(() => heardAt() === at(clock.now));
  expect(toldOfTiming()).toBe(1);
});

test('a feed that dies with a boat on its way is told apart from a course that was left', async () => {
  await event.pushOnCourse([boat]);
  clock.advance(11_000);
  await client.until(({ state }) => state?.timing?.isMidRun === true);
  expect(client.state?.oncourse).toEqual([]);
  await event.pushOnCourse([]);
  await client.until(({ state }) => state?.timing?.isMidRun === false);
});

test.each([
  ['in the finish', { ...boat, dtFinish: '2026-05-30T10:05:30.000Z' }],
  ['waiting at the start', { ...boat, dtStart: null, time: null }],
])('a feed that ends with a boat %s leaves nobody on the way', async (_name, entry) => {
  await event.pushOnCourse([entry]);
  clock.advance(11_000);
  await client.until(({ state }) => state?.oncourse.length === 0);
  expect(client.state?.timing?.isMidRun).toBe(false);
});

test('who comes later, and who reads the snapshot, is told the same', async () => {
  await event.pushOnCourse([boat]);
  clock.advance(11_000);
  await client.until(({ state }) => state?.timing?.isMidRun === true);
  expect((await event.get('snapshot')).body.data.timing).toEqual(client.state?.timing);
  expect((await event.get('snapshot?view=structure')).body.data.timing).toEqual(client.state?.timing);
});
