import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi, type Json } from '../../support/api';
import { SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { FakeClock, scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');

let clock: FakeClock;
let directory: string;
const servers: TestServer[] = [];
const clients: LiveClient[] = [];

/** A server on the same database; each counts its own viewers. */
async function start(env: Record<string, string> = { SHOW_VIEWERS: 'true' }): Promise<TestServer> {
  const server = await startTestServer({ directory, clock, env });
  servers.push(server);
  return server;
}

const follow = <C extends LiveClient>(client: C): C => {
  clients.push(client);
  return client;
};

const told = (client: LiveClient): number[] =>
  client.messages.flatMap((message) => (message.type === 'diff' ? (message.data.viewers ?? []) : []));

beforeEach(() => {
  clock = new FakeClock();
  directory = scratchDirectory();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await server.close();
  rmSync(directory, { recursive: true, force: true });
});

test('viewers are told how many they are, at most every five seconds, and snapshots say so, too', async () => {
  const event = await EventApi.withExport((await start()).url, xml);
  const first = follow(new WsClient(event));
  await first.until(({ state }) => state?.viewers === 1);
  const more = [follow(new SseClient(event)), follow(new WsClient(event))];
  await Promise.all(more.map((client) => client.until(({ state }) => state?.viewers === 1)));
  // Looked for every second; a message that is sent in between shows that there was none.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await event.setStatus('finished');
  await first.until(({ state }) => state?.event.status === 'finished');
  expect(told(first)).toEqual([1]);
  clock.advance(5_000);
  await first.until(({ state }) => state?.viewers === 3);
  more[1]?.close();
  clock.advance(5_000);
  await first.until(({ state }) => state?.viewers === 2);
  expect(told(first)).toEqual([1, 3, 2]);
  expect((await event.get('snapshot')).body.data.viewers).toBe(2);
});

test('those of all processes are counted together, and those of a process that is gone no more', async () => {
  const [one, other] = [await start(), await start()];
  const event = await EventApi.withExport(one.url, xml);
  const here = [follow(new WsClient(event)), follow(new WsClient(event))] as const;
  await here[0].until(({ state }) => state?.viewers !== undefined);
  const there = follow(new WsClient({ url: other.url, eventId: 'TEST' }));
  await there.until(({ messages }) => messages.length > 0);
  clock.advance(16_000);
  await there.until(({ state }) => state?.viewers === 3);
  clock.advance(16_000);
  await here[0].until(({ state }) => state?.viewers === 3);
  there.close();
  await other.close();
  servers.splice(servers.indexOf(other), 1);
  clock.advance(20_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  clock.advance(20_000);
  await here[0].until(({ state }) => state?.viewers === 2);
});

test('nobody is counted where that is off', async () => {
  const event = await EventApi.withExport((await start({ SHOW_VIEWERS: 'false' })).url, xml);
  const client = follow(new WsClient(event));
  await client.until(({ messages }) => messages.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await event.setStatus('finished');
  await client.until(({ state }) => state?.event.status === 'finished');
  expect(client.state).not.toHaveProperty('viewers');
  expect(client.messages).toHaveLength(2);
});

test('the organiser sees with what and by which transport they watch, and how many did by the minute', async () => {
  const server = await start();
  const event = await EventApi.withExport(server.url, xml);
  const target = { url: server.url, eventId: event.eventId };
  const clientsOf = [
    follow(new WsClient({ ...target, query: 'as=board' })),
    follow(new SseClient({ ...target, query: 'as=event' })),
    follow(new SseClient({ ...target, query: 'as=nobody%20knows' })),
  ];
  await Promise.all(clientsOf.map((client) => client.until(({ state }) => state?.viewers === 3)));
  const seen = async () => (await event.admin('GET', 'viewers')).body;
  const body = await seen();
  expect(body).toMatchObject({ isCounted: true, viewers: 3, here: { slow: 0 } });
  expect(new Set(body.kinds as Json[])).toEqual(
    new Set([
      { transport: 'ws', viewer: 'board', count: 1 },
      { transport: 'sse', viewer: 'event', count: 1 },
      { transport: 'sse', viewer: 'other', count: 1 },
    ]),
  );
  expect((body.history as Json[]).at(-1)).toEqual({ at: '2026-05-30T10:00:00.000Z', viewers: 3 });
  for (const client of clientsOf) client.close();
  clock.advance(60_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await seen()).toMatchObject({ viewers: 0, history: [{ viewers: 3 }, { viewers: 0 }] });
});
