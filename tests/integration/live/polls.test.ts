/** What makes polls collapse into one where a cache stands in front, and how nobody is caught in it. */
import { EventApi, type Answer } from '../../support/api';
import { liveResult, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;

beforeEach(async () => {
  server = await startTestServer({ env: { SHOW_VIEWERS: 'true' } });
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const poll = (query: string): Promise<Answer> => event.get(`poll?${query}`);
const result = (total: number) => liveResult('single', 'adam', { time: total, pen: 0, total });
const idOf = ({ body }: Answer): string => body.id as string;
const cachingOf = ({ headers }: Answer): string | null => headers.get('Cache-Control');

test('everyone who is current asks the same question, and has the same answer, which may be kept for a second', async () => {
  const since = idOf(await poll(''));
  const asked = [poll(`since=${since}`), poll(`since=${since}`)];
  // Both wait before there is news.
  await event.get('snapshot');
  await event.pushResults([result(7_900)]);
  const [one, other] = await Promise.all(asked);
  expect(one?.body).toEqual(other?.body);
  expect(one && cachingOf(one)).toBe('public, max-age=1');
});

test('an answer without news leads to another address, of which a cache has no answer, and to the same place', async () => {
  const since = idOf(await poll(''));
  const nothing = await poll(`since=${since}&wait=0`);
  expect([nothing.body.messages, cachingOf(nothing)]).toEqual([[], 'public, max-age=1']);
  expect(idOf(nothing)).not.toBe(since);
  const again = await poll(`since=${idOf(nothing)}&wait=0`);
  expect(again.body.messages).toEqual([]);
  await event.pushResults([result(7_900)]);
  const news = await poll(`since=${idOf(again)}`);
  expect((news.body.messages as { type: string }[]).map(({ type }) => type)).toEqual(['diff']);
});

test('a cursor that leads nowhere is answered with everything and a new one', async () => {
  const lost = await poll('since=abc123-zz');
  expect((lost.body.messages as { type: string }[]).map(({ type }) => type)).toEqual(['full']);
  expect((await poll(`since=${idOf(lost)}&wait=0`)).body.messages).toEqual([]);
});

test('a question that the end of the event answers is not kept', async () => {
  const since = idOf(await poll(''));
  const waiting = poll(`since=${since}`);
  await event.get('snapshot');
  await server.close();
  expect(cachingOf(await waiting)).toBe('no-store');
  server = await startTestServer();
});

test('how many watch is no news', async () => {
  const first = await poll('');
  const base = `${server.url}/api/v1/events/TEST`;
  const stream = await fetch(`${base}/sse`);
  const reader = stream.body?.getReader();
  let text = '';
  // The stream is told of itself.
  while (!text.includes('"viewers"')) text += new TextDecoder().decode((await reader?.read())?.value);
  await event.pushResults([result(7_900)]);
  const { body } = await poll(`since=${idOf(first)}`);
  const data = (body.messages as { data: Record<string, unknown> }[]).map((message) => message.data);
  expect(data.every((diff) => diff.viewers === undefined)).toBe(true);
  expect(data.some((diff) => diff.raceId === RACES.single)).toBe(true);
  await reader?.cancel();
});

test('a question whose asker has gone does not hold up a stop', async () => {
  const patient = await startTestServer({ env: { SHUTDOWN_MS: '60000' } });
  const asked = await EventApi.withExport(patient.url, springSlalom());
  const since = idOf(await asked.get('poll'));
  const gone = new AbortController();
  const question = fetch(`${patient.url}/api/v1/events/TEST/poll?since=${since}`, { signal: gone.signal });
  await asked.get('snapshot');
  gone.abort();
  await expect(question).rejects.toThrow();
  const began = Date.now();
  await patient.close();
  // Else the whole of SHUTDOWN_MS.
  expect(Date.now() - began).toBeLessThan(50_000);
});
