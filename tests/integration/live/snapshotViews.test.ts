/** What one look at an event by `races=` may ask for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi } from '../../support/api';
import { WsClient } from '../../support/liveClients';
import { startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const FIRST = 'K1M_BR1_1';
const SECOND = 'K1M_BR2_1';

let server: TestServer;
let event: EventApi;

beforeEach(async () => {
  server = await startTestServer({ env: { MAX_VIEWS_PER_EVENT: '1' } });
  event = await EventApi.withExport(server.url, xml);
});

afterEach(async () => {
  await server.close();
});

const racesOf = async (query: string): Promise<string[]> =>
  Object.keys((await event.get(`snapshot?races=${query}`)).body.data.results as object);

test('races that the event does not have are as if they were not named', async () => {
  expect(await racesOf(`nonsense,${FIRST}`)).toEqual([FIRST]);
  expect(await racesOf('')).toEqual([FIRST, SECOND]);
});

test('none that the event has are no lists, and not the whole event', async () => {
  const { status, body } = await event.get('snapshot?races=nonsense');
  expect(status).toBe(200);
  expect(body.data).toMatchObject({ results: {}, startlists: {}, event: { eventId: event.eventId } });
  expect(await racesOf('')).toEqual([FIRST, SECOND]);
});

test('a view too many is refused to streams, and to nobody else', async () => {
  const client = new WsClient({ url: event.url, eventId: event.eventId, query: `races=${FIRST}` });
  await client.until(({ messages }) => messages.length > 0);
  const { status, body } = await event.get(`sse?races=${SECOND}`);
  expect([status, body.error, body.maxViews]).toEqual([400, 'TooManyViews', 1]);
  for (const route of [`snapshot?races=${SECOND}`, `poll?races=${SECOND}&wait=0`])
    expect((await event.get(route)).status).toBe(200);
  expect(await racesOf(`${FIRST},nonsense`)).toEqual([FIRST]);
  expect(await racesOf('')).toEqual([FIRST, SECOND]);
  client.close();
});
