/** ROLE: what a process serves, and what it leaves to others. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openDatabase } from '../../../lib/db/dialect';
import { EventApi, send } from '../../support/api';
import { WsClient } from '../../support/liveClients';
import { scratchPostgres, testOnPostgres } from '../../support/postgres';
import { RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const servers: TestServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(env: Record<string, string>, directory?: string): Promise<TestServer> {
  const server = await startTestServer({ env, ...(directory !== undefined && { directory }) });
  servers.push(server);
  return server;
}

const FOR_VIEWERS = ['/', '/events/TEST', '/api/v1/events', '/api/v1/events/TEST', '/api/v1/events/TEST/sse'];
const FOR_BOOTHS = [
  ['GET', '/api/v1/admin/events'],
  ['POST', '/api/v1/admin/events'],
  ['PATCH', '/api/v1/admin/events/TEST/status'],
  ['POST', '/api/v1/ingest/results'],
] as const;

test('what takes pushes and an edge divide the work of one, on the same file', async () => {
  const booths = await start({ ROLE: 'ingest' });
  const edge = await start({ ROLE: 'edge' }, booths.directory);
  const event = await EventApi.withExport(booths.url, springSlalom());
  const viewer = new WsClient(event.at(edge.url));
  await viewer.until(({ state }) => state !== null);
  await event.pushResults([{ raceId: RACES.single, bib: 1, time: 9_000, pen: 0, total: 9_000 }]);
  await viewer.until(({ messages }) => messages.length > 1);
  viewer.close();

  for (const path of FOR_VIEWERS) {
    const answer = await send('GET', booths.url + path);
    expect([path, answer.status, answer.body]).toEqual([
      path,
      404,
      { error: 'ServedElsewhere', message: `${path} is served by another process than this one (see ROLE).` },
    ]);
  }
  const socket = new WebSocket(`${booths.wsUrl}/api/v1/events/TEST/ws`);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(404);

  for (const [method, path] of FOR_BOOTHS) {
    const answer = await send(method, edge.url + path, method === 'GET' ? {} : { body: {} });
    expect([path, answer.status, (answer.body as { error: string }).error]).toEqual([
      path,
      404,
      'ServedElsewhere',
    ]);
  }
  expect((await send('GET', `${edge.url}/events/TEST`)).status).toBe(200);
  for (const { url } of [booths, edge]) {
    for (const path of ['/health', '/ready']) expect((await send('GET', url + path)).status).toBe(200);
  }
});

testOnPostgres(
  'a push for whose event the lock is held for too long is told to come back, and done then',
  async () => {
    const database = await scratchPostgres();
    try {
      const server = await start({ DATABASE_URL: database.url, KEY_SECRET: 'x'.repeat(32) });
      const event = await EventApi.withExport(server.url, springSlalom());
      const other = openDatabase(database.url, { isPatient: true });
      const held = await other.transaction();
      await held('events').forUpdate().select('id');
      const answer = await event.pushResults([]);
      expect([answer.status, (answer.body as { error: string }).error]).toEqual([503, 'DatabaseBusy']);
      await held.rollback();
      await other.destroy();
      expect((await event.pushResults([])).status).toBe(200);
    } finally {
      for (const server of servers.splice(0)) await server.close();
      await database.drop();
    }
  },
);
