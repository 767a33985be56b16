import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi } from '../../support/api';
import { SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const raceId = 'K1M_BR1_1';
const result = (bib: number, time: number) => ({ raceId, bib, time, pen: 0, total: time });

let server: TestServer;
let event: EventApi;
const clients: LiveClient[] = [];

const follow = <C extends LiveClient>(client: C): C => {
  clients.push(client);
  return client;
};

beforeEach(async () => {
  server = await startTestServer({
    env: { MAX_CONNECTIONS_PER_EVENT: '2', WS_PING_SECONDS: '2', WS_PONG_SECONDS: '1' },
  });
  event = await EventApi.withExport(server.url, xml);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

test('two events with the same races and bibs never mix', async () => {
  const other = await EventApi.withExport(server.url, xml, 'running', 'OTHER');
  const client = follow(new WsClient(event));
  await client.until(({ messages }) => messages.length > 0);
  await other.pushResults([result(4, 8000)]);
  await event.setStatus('finished');
  await client.until(({ state }) => state?.event.status === 'finished');
  expect(client.messages.map(({ type }) => type)).toEqual(['full', 'diff']);
});

test('beyond the limit ws is refused with 503, and SSE is told to come back', async () => {
  const first = [follow(new WsClient(event)), follow(new WsClient(event))];
  await Promise.all(first.map((one) => one.until(({ messages }) => messages.length > 0)));
  const ws = follow(new WsClient(event));
  const sse = follow(new SseClient(event));
  await Promise.all([ws.until(({ ending }) => ending !== null), sse.until(({ ending }) => ending !== null)]);
  expect(ws.ending).toBe('error Unexpected server response: 503');
  expect(sse.ending).toMatch(/^busy .*"maxConnections":2/);
});

test('before the upgrade, an unknown event, a draft and another path are 404', async () => {
  await EventApi.create(server.url, 'DRAFT');
  for (const eventId of ['NONE', 'DRAFT', 'TEST/elsewhere']) {
    const ws = follow(new WsClient({ url: server.url, eventId }));
    await ws.until(({ ending }) => ending !== null);
    expect(ws.ending).toBe('error Unexpected server response: 404');
  }
});

test('a client that floods is closed; one that answers no ping is cut off', async () => {
  const flood = follow(new WsClient(event));
  const deaf = follow(new WsClient(event));
  await Promise.all([flood, deaf].map((one) => one.until(({ messages }) => messages.length > 0)));
  for (let i = 0; i < 100; i += 1) flood.socket.send('hello');
  // A peer that is gone without a word: nothing is read, so no pong leaves.
  deaf.socket.pause();
  await flood.until(({ ending }) => ending !== null);
  expect(flood.ending).toMatch(/^1008 /);
  await expect(
    (async () => {
      for (;;) {
        const probe = new WsClient(event);
        await probe.until(({ messages, ending }) => messages.length > 0 || ending !== null);
        const another = new WsClient(event);
        await another.until(({ messages, ending }) => messages.length > 0 || ending !== null);
        const isRoom = another.ending === null;
        probe.close();
        another.close();
        if (isRoom) return true;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })(),
  ).resolves.toBe(true);
  deaf.socket.terminate();
});

test('a server that was restarted on the same database resumes its viewers without gap or double', async () => {
  const directory = scratchDirectory();
  const one = await startTestServer({ directory });
  const there = await EventApi.withExport(one.url, xml);
  const before = follow(new WsClient(there));
  await before.until(({ messages }) => messages.length > 0);
  const since = before.lastId;
  await there.pushResults([result(4, 8000)]);
  await before.until(({ messages }) => messages.length === 3);
  await one.close();
  expect(before.ending).toMatch(/^1001 /);
  const two = await startTestServer({ directory });
  const after = follow(new WsClient({ url: two.url, eventId: 'TEST', since }));
  await after.until(({ messages }) => messages.length === 2);
  expect(after.messages.map(({ id }) => id)).toEqual(before.messages.slice(1).map(({ id }) => id));
  after.close();
  await two.close();
});
