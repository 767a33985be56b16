/** What may be asked for by `races=`. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { EventApi } from '../../support/api';
import { WS_FORMS, WsClient } from '../../support/liveClients';
import { startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const FIRST = 'K1M_BR1_1';
const SECOND = 'K1M_BR2_1';

let server: TestServer;
let event: EventApi;

beforeEach(async () => {
  server = await startTestServer({ env: { MAX_CONTEXTS_PER_EVENT: '1' } });
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

test('in views beyond those that have a history of their own everyone gets the same all the same', async () => {
  const target = { url: event.url, eventId: event.eventId };
  const connects = Object.values(WS_FORMS).map(
    (options) => (query: string) => new WsClient({ ...target, query }, options),
  );
  const clients = connects.flatMap((connect) =>
    [FIRST, SECOND, 'nonsense'].map((race) => connect(`races=${race}`)),
  );
  await Promise.all(clients.map((client) => client.until(({ messages }) => messages.length > 0)));
  for (const total of [7_900, 7_800, 7_700]) {
    const row = { raceId: FIRST, bib: '1', time: total, pen: 0, total, status: null };
    expect((await event.pushResults([row])).status).toBe(200);
  }
  for (const [at, client] of clients.entries()) {
    const race = [FIRST, SECOND, 'nonsense'][at % 3] ?? '';
    const { data } = (await event.get(`snapshot?races=${race}`)).body as { data: object };
    await client.until(({ state }) => isDeepStrictEqual(state, data));
    client.close();
  }
});
