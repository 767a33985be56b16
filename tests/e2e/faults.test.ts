/** What befalls a server beside a full disk, a lock and a kill: it is frozen, runs out of files or memory, or cannot use its database. */
import { chmodSync, closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventApi, send } from '../support/api';
import { faultTest } from '../support/faultTest';
import { restWhenAllAreCurrent } from '../support/replay';
import { everyForm } from '../support/replaySubscribers';
import { lines, RawConnection } from '../support/rawHttp';
import { endProcesses, PROJECT, runMain, ServerProcess } from '../support/serverProcess';

afterEach(endProcesses);

const xml = readFileSync(join(PROJECT, 'specs/example-export.xml'), 'utf8');
const total = (hundredths: number): object => ({
  ...{ raceId: 'K1M_BR1_1', bib: 3 },
  ...{ time: hundredths, pen: 0, total: hundredths },
});

faultTest(
  'the process is frozen for half a minute',
  { booth: 'waits', viewers: 'stay, or come back; miss nothing', operator: '–', afterwards: 'by itself' },
  async () => {
    const server = await ServerProcess.start({
      env: { WS_PING_SECONDS: '2', WS_PONG_SECONDS: '1', SHOW_VIEWERS: 'false' },
    });
    const event = await EventApi.withExport(server.url, xml);
    const viewers = everyForm(event);
    await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    server.signal('SIGSTOP');
    const pushed = event.pushResults([total(8_123)]);
    // Longer than a viewer may take to answer a ping, and than a bridge waits.
    await sleep(30_000);
    server.signal('SIGCONT');
    expect((await pushed).status).toBe(200);
    const rest = await restWhenAllAreCurrent(server.url, event.eventId, viewers);
    for (const viewer of viewers) {
      expect(viewer.state).toEqual(rest);
      viewer.close();
    }
    expect(JSON.stringify(rest)).toContain('8123');
  },
);

faultTest(
  'no file is free',
  {
    booth: 'goes on',
    viewers: 'go on; new ones are let in when there is one',
    operator: '–',
    afterwards: 'by itself',
  },
  async () => {
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
  },
);

faultTest(
  'the database is damaged',
  {
    booth: '–',
    viewers: '–',
    operator: 'it does not start, and says what to do',
    afterwards: 'slalom-live restore',
  },
  async () => {
    const server = await ServerProcess.start();
    await EventApi.withExport(server.url, xml);
    await server.kill('SIGTERM');
    const path = join(server.directory, 'race.db');
    const file = openSync(path, 'r+');
    const { size } = statSync(path);
    for (let at = 4_096; at < size; at += 4_096) writeSync(file, Buffer.alloc(2_048, 0xa5), 0, 2_048, at);
    closeSync(file);
    const { code, stderr } = await runMain(['serve'], { DATABASE_URL: path, PORT: '0' });
    expect(code).toBe(1);
    expect(stderr).toContain('damaged');
    expect(stderr).toContain('restore');
  },
);

// The superuser may write to everything, but without these rights of his.
const AS_ORDINARY_USER =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

faultTest(
  'the database cannot be written to',
  {
    booth: '–',
    viewers: '–',
    operator: 'it does not start, and says what to change',
    afterwards: 'by itself, when it is writable',
  },
  async () => {
    const server = await ServerProcess.start();
    const event = await EventApi.withExport(server.url, xml);
    await server.kill('SIGTERM');
    const settings = { DATABASE_URL: server.databasePath, PORT: '0' };
    chmodSync(server.databasePath, 0o444);
    chmodSync(server.directory, 0o555);
    const { code, stderr } = await runMain(['serve'], settings, AS_ORDINARY_USER);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be written to.*write access/)]);
    chmodSync(server.directory, 0o755);
    chmodSync(server.databasePath, 0o644);
    await server.restart();
    expect((await event.at(server.url).pushResults([total(8_123)])).status).toBe(200);
  },
);

/** What PM2 allows a process before it starts it anew is 1 GB. */
const MOST_BYTES = 400_000_000;

faultTest(
  'three hundred read nothing while much is told',
  {
    booth: 'goes on',
    viewers: 'those are ended, the others go on',
    operator: 'memory stays below 400 MB',
    afterwards: 'by itself',
  },
  async () => {
    const server = await ServerProcess.start({
      env: { SHOW_VIEWERS: 'false', NODE_OPTIONS: '--max-old-space-size=128' },
    });
    const event = await EventApi.withExport(server.url, xml);
    const viewers = everyForm(event);
    const stuck = Array.from({ length: 300 }, () => {
      const one = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
      one.pause();
      one.write(lines(`GET /api/v1/events/${event.eventId}/sse HTTP/1.1`, 'Host: a'));
      return one;
    });
    await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    let most = 0;
    for (let i = 0; i < 200; i += 1) {
      // Half of the field at once, so that each message is long.
      const results = Array.from({ length: 40 }, (_, bib) => ({ ...total(8_000 + i), bib: bib + 1 }));
      expect((await event.pushResults(results)).status).toBe(200);
      if (i % 20 === 0) expect((await event.refresh()).status).toBe(200);
      most = Math.max(most, server.residentBytes);
    }
    const rest = await restWhenAllAreCurrent(server.url, event.eventId, viewers);
    for (const viewer of viewers) {
      expect(viewer.state).toEqual(rest);
      viewer.close();
    }
    expect(most).toBeLessThan(MOST_BYTES);
    expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
    for (const one of stuck) one.destroy();
  },
);
