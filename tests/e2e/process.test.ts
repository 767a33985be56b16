import { request as httpRequest } from 'node:http';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SETTINGS, variableOf } from '../../app/settings';
import { openDatabase } from '../../lib/db/dialect';
import { exportXml, raceDayOfSize } from '../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi, send } from '../support/api';
import { SseClient, WsClient, type LiveClient } from '../support/liveClients';
import { endProcesses, freePort, runMain, scratch, ServerProcess } from '../support/serverProcess';

const clients: LiveClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await endProcesses();
});

const plan = simulateRaceDay({ seed: 'process', athletesPerClass: 6, classes: ['K1M'], hasCross: false });

describe('the command line', () => {
  test('--help explains every setting with its default', async () => {
    const { code, stdout, stderr } = await runMain(['serve', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [name, { help, fallback }] of Object.entries(SETTINGS)) {
      expect(stdout).toContain(`  ${variableOf(name)}\n      ${help}\n      default: ${fallback}\n`);
    }
  });

  test('an unknown argument is named, with the help, and ends with 2', async () => {
    const { code, stdout, stderr } = await runMain(['serve', '--prot=3000']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: unknown option '--prot=3000'\n\nUsage: slalom-live serve/);
  });

  test('migrate brings the schema up to date and says so; the second time there is nothing to do', async () => {
    const path = join(scratch(), 'new', 'race.db');
    const env = { DATABASE_URL: path };
    expect(await runMain(['migrate'], env)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: expect.stringMatching(/^applied \S+.*\n$/) as string,
    });
    expect(await runMain(['migrate'], env)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: 'the schema is up to date\n',
    });
    const db = openDatabase(path);
    expect(await db.schema.hasTable('live_messages')).toBe(true);
    await db.destroy();
  });
});

describe('settings that are wrong', () => {
  test('each mistake gets one line, all at once, and no secret is shown', async () => {
    const { code, stdout, stderr } = await runMain(['serve'], {
      ...{ PORT: 'eighty', LOG_LEVEL: 'loud', TRUST_PROXY: 'yes', SHUTDOWN_MS: '-1' },
      ...{ KEY_SECRET: 'my-short-secret', MASTER_PASSWORDS: 'correct horse', WS_PING_SECONDS: '5' },
      ...{ WS_PONG_SECONDS: '5', DATABASE_URL: join(scratch(), 'race.db') },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines[0]).toBe('slalom-live cannot start, these settings are wrong:');
    const named = lines.slice(1, -1).map((line) => /^ {2}([A-Z_]+)/.exec(line)?.[1]);
    expect(named.sort()).toEqual(
      ['KEY_SECRET', 'LOG_LEVEL', 'PORT', 'SHUTDOWN_MS', 'TRUST_PROXY', 'WS_PONG_SECONDS'].sort(),
    );
    expect(lines.at(-1)).toContain('--help');
    expect(stderr).not.toMatch(/my-short-secret|correct horse/);
  });

  test('production without a master password is refused', async () => {
    const directory = scratch();
    const { code, stderr } = await runMain(['serve'], {
      ...{ NODE_ENV: 'production', PORT: '0', DATABASE_URL: join(directory, 'race.db') },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('MASTER_PASSWORDS');
    expect(existsSync(join(directory, 'race.db'))).toBe(false);
  });

  test('without a master password only this machine is served', async () => {
    const env = { HOST: '0.0.0.0', DATABASE_URL: join(scratch(), 'race.db') };
    const { code, stderr } = await runMain(['serve'], env);
    expect(code).toBe(1);
    expect(stderr).toContain('HOST "0.0.0.0"');
    const server = await ServerProcess.start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('a port in use is said in one sentence', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    try {
      const env = { PORT: String(port), DATABASE_URL: join(scratch(), 'race.db') };
      const { code, stderr } = await runMain(['serve'], env);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`^slalom-live cannot start: [^\\n]*port ${port}[^\\n]* in use[^\\n]*\\n$`),
      );
    } finally {
      other.close();
    }
  });

  test.each([
    ['with a key secret', { KEY_SECRET: 'a'.repeat(64) }],
    ['without one', {}],
  ])('a database path that cannot be written is said in one sentence, %s', async (_, env) => {
    // A file where a folder is needed: nobody can write there, not even root.
    const file = join(scratch(), 'file');
    writeFileSync(file, '');
    const { code, stdout, stderr } = await runMain(['serve'], {
      PORT: '0',
      DATABASE_URL: join(file, 'race.db'),
      ...env,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(file);
    expect(stderr).toMatch(/DATABASE_URL|KEY_SECRET/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  test('a database path that is a folder, or a file that is no database, is said in one sentence', async () => {
    const directory = scratch();
    mkdirSync(join(directory, 'folder'));
    writeFileSync(join(directory, 'letter.txt'), 'Dear timing booth, '.repeat(100));
    for (const name of ['folder', 'letter.txt']) {
      const path = join(directory, name);
      const { code, stdout, stderr } = await runMain(['serve'], { PORT: '0', DATABASE_URL: path });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^slalom-live cannot start: [^\n]*DATABASE_URL[^\n]*\n$/);
      expect(stderr).toContain(path);
    }
  });
});

describe('the key secret', () => {
  test('is created once, for its owner only, and keys hold over a restart', async () => {
    const server = await ServerProcess.start();
    const path = join(server.directory, 'key-secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const secret = readFileSync(path, 'utf8');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const event = await EventApi.create(server.url, 'KEPT');
    await server.kill('SIGTERM');
    await server.restart();
    expect(readFileSync(path, 'utf8')).toBe(secret);
    const answer = await send('POST', `${server.url}/api/v1/ingest/xml`, {
      body: { xml: exportXml(plan, 'start') },
      headers: { 'X-API-Key': event.apiKey },
    });
    expect(answer.status).toBe(200);
    const { body } = await send('GET', `${server.url}/api/v1/admin/events`);
    expect(body).toEqual({ events: [expect.objectContaining({ apiKey: event.apiKey })] });
    const logged = JSON.stringify(server.logs) + server.stray;
    expect(logged).not.toContain(secret);
    expect(logged).not.toContain(event.apiKey);
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends the server in order while results come and people watch', async () => {
    const server = await ServerProcess.start({ port: await freePort() });
    const { url } = server;
    const event = await EventApi.withExport(url, exportXml(plan, 'start'), 'running', 'STOP');
    const target = { url, eventId: 'STOP' };
    const [ws, sse] = [new WsClient(target), new SseClient(target)];
    clients.push(ws, sse);
    await Promise.all([ws.until(({ state }) => state !== null), sse.until(({ state }) => state !== null)]);
    const sseText = readSse(url, 'STOP');

    // Bridges that push as fast as they can, over connections that they keep.
    const outcomes: (number | string)[] = [];
    let isOver = false;
    const push = async (list: object[]): Promise<void> => {
      while (!isOver) {
        outcomes.push(await event.pushOnCourse(list).then(({ status }) => status, reasonOf));
        if (typeof outcomes.at(-1) === 'string') return;
      }
    };
    const athlete = plan.races[0]?.runs[0];
    const entry = { participantId: athlete?.participantId, raceId: athlete?.raceId, bib: athlete?.bib };
    const bridges = [[], [{ ...entry, gates: [] }], []].map(push);
    while (outcomes.length < 50) await sleep(5);
    const exit = await server.kill(signal);
    isOver = true;
    await Promise.all(bridges);

    expect(exit).toEqual({ code: 0, signal: null });
    expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
    expect(server.logs).toContainEqual(expect.objectContaining({ msg: 'stopping', signal }));
    // Every request was answered, until no connection was accepted any more: none was cut off.
    expect([...new Set(outcomes)].sort()).toEqual([200, 'ECONNREFUSED']);
    await ws.until(({ ending }) => ending !== null);
    expect(ws.ending).toBe('1001 Server is restarting');
    expect(await sseText).toMatch(/\nretry: \d+\n\n$/);

    // A phone that kept its EventSource is back by itself.
    await server.restart();
    const { length } = sse.messages;
    await event.pushOnCourse([{ ...entry, gates: [0] }]);
    await sse.until(({ messages }) => messages.length > length);
  });

  test('tells those too who are just being let in', async () => {
    const server = await ServerProcess.start();
    await EventApi.withExport(server.url, exportXml(plan, 'start'), 'running', 'DOOR');
    const target = { url: server.url, eventId: 'DOOR' };
    const comers = Array.from({ length: 200 }, () => new WsClient(target));
    clients.push(...comers);
    // Some are in, others at the door.
    await Promise.race(comers.map((one) => one.until(({ state }) => state !== null)));
    expect(await server.kill(signal)).toEqual({ code: 0, signal: null });
    await Promise.all(comers.map((one) => one.until(({ ending }) => ending !== null)));
    const endings = comers.map(({ ending, state }) => (state ? ending : 'not let in'));
    expect([...new Set(endings)].filter((ending) => ending !== 'not let in')).toEqual([
      '1001 Server is restarting',
    ]);
  });

  test('lets a slow upload end, and answers it', async () => {
    const server = await ServerProcess.start({ port: await freePort() });
    const { url } = server;
    const event = await EventApi.create(url, 'SLOW');
    const xml = Buffer.from(exportXml(plan, 'start'));
    const upload = httpRequest(`${url}/api/v1/ingest/xml`, {
      method: 'POST',
      headers: {
        ...{ 'X-API-Key': event.apiKey, 'Content-Type': 'application/xml' },
        'Content-Length': xml.byteLength,
      },
    });
    const answer = new Promise<{ status: number; connection: string; body: string }>((resolve, reject) => {
      upload.once('error', reject);
      upload.once('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection ?? '', body });
        });
      });
    });
    const half = Math.floor(xml.byteLength / 2);
    await new Promise((resolve) => upload.write(xml.subarray(0, half), resolve));
    const exit = server.kill(signal);
    while (!server.logs.some(({ msg }) => msg === 'stopping')) await sleep(5);
    // Whoever comes now finds no one …
    expect(await connects(url)).toBe('ECONNREFUSED');
    // … but who was there is served.
    upload.end(xml.subarray(half));
    const { status, connection, body } = await answer;
    // A connection that is kept would be waited for.
    expect({ status, connection }).toEqual({ status: 200, connection: 'close' });
    expect((JSON.parse(body) as { imported: object }).imported).toMatchObject({ participants: 8 });
    expect(await exit).toEqual({ code: 0, signal: null });

    await server.restart();
    const { body: list } = await send('GET', `${url}/api/v1/admin/events`);
    expect(list).toEqual({ events: [expect.objectContaining({ hasXmlData: true })] });
  });

  test('cuts an upload that never ends, once its time is over', async () => {
    const server = await ServerProcess.start({ env: { SHUTDOWN_MS: '300' } });
    const { url } = server;
    const event = await EventApi.create(url, 'NEVER');
    const headers = { 'X-API-Key': event.apiKey, 'Content-Type': 'application/xml', 'Content-Length': 1_000 };
    const upload = httpRequest(`${url}/api/v1/ingest/xml`, { method: 'POST', headers });
    const cut = new Promise((resolve) => upload.once('error', resolve));
    await new Promise((resolve) => upload.write('<Canoe123Data>', resolve));
    while (!server.logs.some(({ msg }) => msg === 'request')) await sleep(5);
    expect(await server.kill(signal)).toEqual({ code: 0, signal: null });
    await cut;
  });
});

test('the writer is a thread: while a large export is imported, others are served', async () => {
  const server = await ServerProcess.start();
  const event = await EventApi.create(server.url, 'LARGE');
  const xml = exportXml(raceDayOfSize(5e6, { seed: 'large' }), 'end');
  const progress = { isImported: false, served: 0 };
  const imported = event.pushXml(xml).finally(() => (progress.isImported = true));
  const ask = async (): Promise<void> => {
    const { status } = await send('GET', `${server.url}/health`);
    expect(status).toBe(200);
    if (progress.isImported) return;
    progress.served += 1;
    await ask();
  };
  await ask();
  expect((await imported).status).toBe(200);
  // An import takes hundreds of milliseconds; in one thread at most the few answers before it would come.
  expect(progress.served).toBeGreaterThan(20);
});

/** All that a stream says, from its start to its end. */
async function readSse(url: string, eventId: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/events/${eventId}/sse`);
  return response.text();
}

/** Whether a new connection is accepted; if not, why. */
function connects(url: string): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code ?? '');
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
  });
}

/** Why a request got no answer, for example `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? String(error);
}
