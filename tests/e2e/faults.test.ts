/** What befalls a server beside a full disk, a lock and a kill: it is frozen, runs out of files, or finds its database damaged. */
import { openSync, closeSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventApi, send } from '../support/api';
import { restWhenAllAreCurrent } from '../support/replay';
import { everyForm } from '../support/replaySubscribers';
import { lines, RawConnection } from '../support/rawHttp';
import { endProcesses, exitOf, MAIN, PROJECT, ServerProcess, start } from '../support/serverProcess';

afterEach(endProcesses);

const xml = readFileSync(join(PROJECT, 'specs/example-export.xml'), 'utf8');
const total = (hundredths: number): object => ({
  ...{ raceId: 'K1M_BR1_1', bib: 3 },
  ...{ time: hundredths, pen: 0, total: hundredths },
});

test('a server that is frozen answers when it goes on, and nobody has missed anything', async () => {
  const server = await ServerProcess.start({
    env: { WS_PING_SECONDS: '2', WS_PONG_SECONDS: '1', SHOW_VIEWERS: 'false' },
  });
  const event = await EventApi.withExport(server.url, xml);
  const viewers = everyForm(event);
  await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
  server.signal('SIGSTOP');
  const pushed = event.pushResults([total(8_123)]);
  // Longer than a viewer may take to answer a ping.
  await sleep(5_000);
  server.signal('SIGCONT');
  expect((await pushed).status).toBe(200);
  const rest = await restWhenAllAreCurrent(server.url, event.eventId, viewers);
  for (const viewer of viewers) {
    expect(viewer.state).toEqual(rest);
    viewer.close();
  }
  expect(JSON.stringify(rest)).toContain('8123');
});

test('without a free file the booth and those who watch go on, and others are served when there are some again', async () => {
  const server = await ServerProcess.start({ limits: '-n 70', env: { SHOW_VIEWERS: 'false' } });
  const event = await EventApi.withExport(server.url, xml);
  const viewers = everyForm(event);
  await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
  const booth = new RawConnection(server.url);
  const push = async (hundredths: number): Promise<string> => {
    const body = JSON.stringify({ results: [total(hundredths)] });
    const head = ['Host: a', `X-API-Key: ${event.apiKey}`, `Content-Length: ${Buffer.byteLength(body)}`];
    const request = lines('POST /api/v1/ingest/results HTTP/1.1', ...head) + body;
    return booth.ask(request, (received) => received.endsWith('}'));
  };
  expect(await push(8_100)).toContain('200 OK');
  const crowd = Array.from({ length: 100 }, () => new RawConnection(server.url));
  await crowd.at(-1)?.until(({ isClosed }) => isClosed);
  expect(await push(8_200)).toContain('200 OK');
  const streams = viewers.slice(0, -1);
  await Promise.all(
    streams.map((viewer) => viewer.until(({ state }) => JSON.stringify(state).includes('8200'))),
  );
  for (const one of crowd) one.close();
  while ((await send('GET', `${server.url}/health`).catch(() => null))?.status !== 200) await sleep(50);
  await restWhenAllAreCurrent(server.url, event.eventId, viewers);
  expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
  for (const viewer of viewers) viewer.close();
  booth.close();
});

test('with a damaged database it does not start, and says so', async () => {
  const server = await ServerProcess.start();
  await EventApi.withExport(server.url, xml);
  await server.kill('SIGTERM');
  const path = join(server.directory, 'race.db');
  const file = openSync(path, 'r+');
  const { size } = statSync(path);
  for (let at = 4_096; at < size; at += 4_096) writeSync(file, Buffer.alloc(2_048, 0xa5), 0, 2_048, at);
  closeSync(file);
  const child = start([MAIN, 'serve'], { DATABASE_URL: path, PORT: '0' });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  expect((await exitOf(child)).code).toBe(1);
  expect(output).toContain('damaged');
  expect(output).toContain('restore');
});
