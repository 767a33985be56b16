import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi, send } from '../../support/api';
import { PollClient, SseClient, WsClient, type LiveClient, type LiveTarget } from '../../support/liveClients';
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

/** What REST says of everything that a subscriber holds. */
async function restState(): Promise<object> {
  return (await event.get('snapshot')).body.data as object;
}

describe.each([
  ['ws', (target: LiveTarget) => new WsClient(target)],
  ['SSE', (target: LiveTarget) => new SseClient(target)],
  ['long-poll', (target: LiveTarget) => new PollClient(target)],
])('on %s', (_name, connect) => {
  test('the first message is a complete full, and what follows keeps the state equal to REST', async () => {
    const client = follow(connect(event));
    await client.until(({ messages }) => messages.length > 0);
    const [full] = client.messages;
    expect(full).toMatchObject({ type: 'full', id: expect.any(String), at: expect.any(String) });
    expect(Object.keys(client.state ?? {}).sort()).toEqual([
      'categories',
      'classes',
      'config',
      'event',
      'oncourse',
      'races',
      'results',
      'startlists',
    ]);
    await event.pushResults([result(4, 8000)]);
    await event.pushOnCourse([
      { raceId, bib: 5, gates: [0, 2], time: 900, dtStart: '2026-05-30T10:04:00.000Z' },
    ]);
    await client.until(({ state }) => state?.oncourse.length === 1);
    expect(client.state?.results[raceId]?.[0]).toMatchObject({ bib: '4', rnk: 1 });
    expect(client.state).toEqual(await restState());
  });

  test('who comes back with the last id gets only what was missed; with an unknown id, a full', async () => {
    const before = follow(connect(event));
    await before.until(({ messages }) => messages.length > 0);
    const since = before.lastId;
    before.close();
    await event.pushResults([result(4, 8000)]);
    const after = follow(connect({ url: event.url, eventId: event.eventId, since }));
    await after.until(({ messages }) => messages.length >= 2);
    expect(after.messages.map(({ type }) => type)).toEqual(['diff', 'diff']);
    after.close();
    const foreign = follow(connect({ url: event.url, eventId: event.eventId, since: 'deadbeef-1' }));
    await foreign.until(({ messages }) => messages.length > 0);
    expect(foreign.messages[0]?.type).toBe('full');
  });

  test('a view leaves out what was not asked for, in diffs too', async () => {
    const client = follow(connect({ url: event.url, eventId: event.eventId, query: 'races=K1M_BR2_1' }));
    await client.until(({ messages }) => messages.length > 0);
    expect(Object.keys(client.state?.results ?? {})).toEqual(['K1M_BR2_1']);
    await event.pushResults([result(4, 8000)]);
    await event.setStatus('finished');
    await client.until(({ state }) => state?.event.status === 'finished');
    const races = client.messages.flatMap((message) =>
      message.type === 'diff' ? (message.data.raceId ?? []) : [],
    );
    expect(races).toEqual(['K1M_BR2_1']);
  });
});

test('ws and SSE carry the same bytes of JSON', async () => {
  const [ws, sse] = [follow(new WsClient(event)), follow(new SseClient(event))];
  await Promise.all([
    ws.until(({ messages }) => messages.length > 0),
    sse.until(({ messages }) => messages.length > 0),
  ]);
  await event.setStatus('finished');
  await Promise.all([ws, sse].map((one) => one.until(({ state }) => state?.event.status === 'finished')));
  expect(JSON.stringify(ws.messages.at(-1))).toBe(JSON.stringify(sse.messages.at(-1)));
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

test('an official event closes its streams 5 s later, and takes no new ones', async () => {
  const [ws, sse] = [follow(new WsClient(event)), follow(new SseClient(event))];
  await Promise.all([
    ws.until(({ messages }) => messages.length > 0),
    sse.until(({ messages }) => messages.length > 0),
  ]);
  await event.setStatus('finished');
  await event.setStatus('official');
  await Promise.all([ws.until(({ ending }) => ending !== null), sse.until(({ ending }) => ending !== null)]);
  expect(ws.ending).toBe('1000 Event results are official');
  expect(ws.state?.event.status).toBe('official');
  expect(sse.ending).toBe('end {"reason":"Event results are official"}');
  expect((await event.get('sse')).status).toBe(410);
  expect((await event.get('poll')).body).toMatchObject({ error: 'EventOfficial' });
});

test.each([
  ['unpublished', '1000 Event unpublished'],
  ['deleted', '1000 Event deleted'],
])('an event that is %s ends its streams with the reason', async (what, ending) => {
  const draft = await EventApi.withExport(server.url, xml, 'startlist', 'SHORT');
  const ws = follow(new WsClient(draft));
  await ws.until(({ messages }) => messages.length > 0);
  if (what === 'deleted') await send('DELETE', `${server.url}/api/v1/admin/events/SHORT`);
  else await draft.setStatus('draft');
  await ws.until((client) => client.ending !== null);
  expect(ws.ending).toBe(ending);
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
