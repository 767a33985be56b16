/** Two servers on one database, as two processes of PM2 are: what one commits, the viewers of the other see. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi } from '../../support/api';
import { PollClient, SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { testOnSqlite } from '../../support/testDatabase';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const RACE = 'K1M_BR1_1';

let directory: string;
const servers: TestServer[] = [];
const clients: LiveClient[] = [];

beforeEach(() => {
  directory = scratchDirectory();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<string> {
  const server = await startTestServer({ directory });
  servers.push(server);
  return server.url;
}

const follow = <C extends LiveClient>(client: C): C => {
  clients.push(client);
  return client;
};

const total = (hundredths: number): object => ({
  raceId: RACE,
  bib: 3,
  time: hundredths,
  pen: 0,
  total: hundredths,
});
const totals = ({ state }: LiveClient): unknown[] =>
  (state?.results[RACE] ?? []).filter(({ bib }) => bib === '3').map((row) => row.total);

test('viewers of one get what is pushed to the other, once and in order, on every transport', async () => {
  const [a, b] = [await start(), await start()];
  const event = await EventApi.withExport(a, xml);
  const there = event.at(b);
  const viewers = [new WsClient(there), new SseClient(there), new PollClient(there)].map(follow);
  await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
  for (const [i, producer] of [event, there, event, there].entries()) {
    await producer.pushResults([total(9_000 + i)]);
  }
  await Promise.all(viewers.map((viewer) => viewer.until((one) => totals(one)[0] === 9_003)));
  for (const viewer of viewers) {
    const ids = viewer.messages.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

// PostgreSQL says what is new, and cannot be asked whether something is without a query for each request.
testOnSqlite('who reads from the other after an answer sees what was written', async () => {
  const [a, b] = [await start(), await start()];
  const event = await EventApi.withExport(a, xml);
  const there = event.at(b);
  for (let i = 0; i < 20; i += 1) {
    await event.pushResults([total(9_100 + i)]);
    const { body } = await there.get(`results/${RACE}`);
    const rows = (body as { results: { bib: string; total: number }[] }).results;
    expect(rows.find(({ bib }) => bib === '3')?.total).toBe(9_100 + i);
  }
  await event.setStatus('finished');
  expect((await there.get()).body).toMatchObject({ event: { status: 'finished' } });
});

test('an event that one unpublishes or deletes ends for the viewers of the other', async () => {
  const [a, b] = [await start(), await start()];
  const event = await EventApi.withExport(a, xml, 'startlist');
  const viewer = follow(new WsClient(event.at(b)));
  await viewer.until(({ state }) => state !== null);
  await event.setStatus('draft');
  await viewer.until(({ ending }) => ending !== null);
  expect((await event.at(b).get()).status).toBe(404);
});
