import { openDatabase } from '../../../lib/db/dialect';
import { EventApi, send } from '../../support/api';
import { FORMS } from '../../support/liveClients';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(), 'running', `REFRESH-${++created}`);
});

test.each(FORMS)('whoever watches is told to read anew: %s', async (_name, connect) => {
  const client = connect(event);
  try {
    await client.until(({ messages }) => messages.length > 0);
    const { status, body } = await event.refresh();
    expect([status, body]).toEqual([200, { eventId: event.eventId, refreshed: true }]);
    await client.until(({ messages }) => messages.at(-1)?.type === 'refresh');
    expect(client.messages.at(-1)).toEqual({
      type: 'refresh',
      id: expect.any(String),
      at: expect.any(String),
    });
  } finally {
    client.close();
  }
});

test('who was away gets it, too, in its place among what was missed', async () => {
  const { id } = (await event.get('snapshot')).body as { id: string };
  await event.setConfig({ displayMode: 'simple' });
  await event.refresh();
  const { body } = await event.get(`poll?wait=0&since=${id}`);
  expect(body.messages.map(({ type }: { type: string }) => type)).toEqual(['diff', 'refresh']);
});

test.each(['draft', 'official'])('nobody watches an event in state %s, so it is refused', async (status) => {
  const quiet = await EventApi.create(server.url, `QUIET-${++created}`);
  await quiet.moveTo(status);
  const answer = await quiet.refresh();
  expect([answer.status, answer.body]).toEqual([
    403,
    { error: 'RefreshNotAllowed', message: expect.stringContaining(status), currentStatus: status },
  ]);
});

test('it is kept when, and by whom', async () => {
  await event.refresh();
  await event.refresh();
  const db = openDatabase(server.databaseUrl);
  const records = await db('ingest_records')
    .where({ kind: 'refresh' })
    .whereIn('event', db('events').where('event_id', event.eventId).select('id'))
    .select('at', 'done_by');
  await db.destroy();
  expect(records).toEqual([0, 1].map(() => ({ at: expect.any(Number), done_by: 'key 127.0.0.1' })));
});

test('another event’s key opens nothing', async () => {
  const other = await EventApi.create(server.url, `OTHER-${++created}`);
  const url = `${server.url}/api/v1/admin/events/${event.eventId}/refresh`;
  expect((await send('POST', url, { headers: { 'X-API-Key': other.apiKey } })).status).toBe(401);
});
