import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../lib/db/dialect';
import { exportXml, raceDayOfSize } from '../../lib/simulator/exportXml';
import { EventApi, send } from '../support/api';
import { eventually } from '../support/browser';
import { endProcesses, exitOf, MAIN, scratch, ServerProcess, start } from '../support/serverProcess';

let other: Server | null = null;
afterEach(async () => {
  await endProcesses();
  other?.close();
  other = null;
});

/** A port that another program has. */
async function takenPort(): Promise<string> {
  const server = createServer();
  other = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return String((server.address() as AddressInfo).port);
}

describe('a start that fails', () => {
  test('leaves nothing running: the process ends by itself', async () => {
    const script = `
      const { readSettings } = require('./dist/app/settings.js');
      const { createLog } = require('./dist/app/log.js');
      const { startServer } = require('./dist/app/server/startServer.js');
      const settings = readSettings(process.env);
      startServer({ settings, log: createLog(settings.logLevel) }).catch(({ code }) => console.log(code));
    `;
    const child = start(['-e', script], {
      ...{ PORT: await takenPort(), DATABASE_URL: join(scratch(), 'race.db'), LOG_LEVEL: 'warn' },
    });
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(await exitOf(child)).toEqual({ code: 0, signal: null });
    expect(said).toBe('EADDRINUSE\n');
  });

  test('of the demo is followed by one server on another port, whose database has one writer', async () => {
    const port = await takenPort();
    const demo = start([MAIN, 'demo', '--athletes', '40'], { PORT: port });
    let said = '';
    demo.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(
      () => Promise.resolve(said),
      (text) => text.includes('Ctrl+C'),
    );
    const [, url = ''] = /All events\s+(http:\S+)/.exec(said) ?? [];
    expect(new URL(url).port).not.toBe(port);
    expect((await send('GET', new URL('/health', url).href)).status).toBe(200);
    const files = `/proc/${demo.pid ?? ''}/fd`;
    // Systems without /proc do not tell.
    if (!existsSync(files)) return;
    const open = readdirSync(files).filter((name) => linkOf(join(files, name)).endsWith('/demo.db'));
    // The readers' connection, the writer's, and that of who watches for commits of others.
    expect(open).toHaveLength(3);
  });
});

describe('a stop', () => {
  test('does not wait for an import that takes longer than SHUTDOWN_MS; what was acknowledged is there', async () => {
    const server = await ServerProcess.start({ env: { SHUTDOWN_MS: '0' } });
    const event = await EventApi.create(server.url, 'LARGE');
    const xml = exportXml(raceDayOfSize(9e6, { seed: 'large' }), 'end');
    const answer = event.pushXml(xml).then(
      ({ status }) => status,
      () => 'cut',
    );
    // On its way or being imported, which takes seconds: nothing tells from outside.
    await sleep(300);
    const exit = await server.kill('SIGTERM');
    expect(exit).toEqual({ code: 0, signal: null });
    expect(await answer).toBe('cut');
    await server.restart();
    const { body } = await send('GET', `${server.url}/api/v1/admin/events`);
    expect(body).toEqual({ events: [expect.objectContaining({ eventId: 'LARGE', hasXmlData: false })] });
  });

  test('does not wait for a database that another program has locked', async () => {
    const server = await ServerProcess.start({ env: { SHUTDOWN_MS: '100' } });
    const { url } = server;
    const event = await EventApi.create(url, 'LOCKED');
    const db = openDatabase(server.databasePath);
    await db.raw('BEGIN IMMEDIATE');
    const headers = { 'X-API-Key': event.apiKey, 'Content-Type': 'application/json' };
    const change = httpRequest(`${url}/api/v1/admin/events/LOCKED/config`, { method: 'PATCH', headers });
    const cut = new Promise((resolve) => change.once('error', resolve));
    change.end(JSON.stringify({ showOnCourse: false }));
    // By then the writer asks for the lock, again and again: nothing tells from outside.
    await sleep(1_000);
    const exit = await server.kill('SIGTERM');
    await cut;
    expect(exit).toEqual({ code: 0, signal: null });
    await db.raw('ROLLBACK');
    await db.destroy();
    await server.restart();
    expect((await send('GET', `${server.url}/health`)).status).toBe(200);
  });
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
