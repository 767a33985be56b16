/** What whoever runs a server has of it: metrics on a port of their own, and copies that are made by themselves. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { Registry } from 'prom-client';
import { RegularBackups } from '../../../app/server/RegularBackups';
import { readSettings } from '../../../app/settings';
import { EventApi, send } from '../../support/api';
import { freePort, runMain } from '../../support/serverProcess';
import { liveResult, onCourse, springSlalom } from '../../support/springSlalom';
import { testOnSqlite } from '../../support/testDatabase';
import { FakeClock, scratchDirectory, startTestServer } from '../../support/testServer';

test('metrics tell how old each feed is, what became of pushes, and who watches, on a port of their own', async () => {
  const clock = new FakeClock();
  const port = await freePort();
  const server = await startTestServer({ clock, env: { METRICS_PORT: String(port) } });
  const event = await EventApi.withExport(server.url, springSlalom());
  await event.pushOnCourse([onCourse('single', 'adam')]);
  await event.pushResults([liveResult('single', 'ben', { time: 8_000, pen: 0, total: 8_000 })]);
  await event.pushXml('<nothing');
  clock.advance(20_000);
  const { status, headers, body } = await send('GET', `http://127.0.0.1:${port}/metrics`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  const lines = (body as string).split('\n');
  for (const line of [
    'slalom_feed_age_seconds{event="TEST",feed="oncourse"} 20',
    'slalom_ingest_seconds_count{feed="results",outcome="taken"} 1',
    'slalom_ingest_seconds_count{feed="xml",outcome="InvalidExport"} 1',
    'slalom_database_waiting 0',
  ])
    expect(lines).toContain(line);
  expect(
    Number(lines.find((line) => line.startsWith('slalom_journal_messages'))?.split(' ')[1]),
  ).toBeGreaterThan(0);
  expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
  // There is nothing else, and none of it where spectators are.
  expect((await send('GET', `http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await send('GET', `${server.url}/metrics`)).status).toBe(404);
  await server.close();
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
});

test('where the port of the metrics is taken the server does not start, and leaves nothing open', async () => {
  const port = await freePort();
  const first = await startTestServer({ env: { METRICS_PORT: String(port) } });
  await expect(startTestServer({ env: { METRICS_PORT: String(port) } })).rejects.toThrow('EADDRINUSE');
  await first.close();
});

testOnSqlite('a copy is made by itself, can be restored, and the oldest copies go', async () => {
  const directory = scratchDirectory();
  const folder = join(directory, 'backups');
  const server = await startTestServer({ directory });
  await EventApi.withExport(server.url, springSlalom());
  const settings = {
    ...readSettings({ DATABASE_URL: join(directory, 'test.db'), BACKUP_KEEP: '2' }),
    backupFolder: folder,
  };
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const registry = new Registry();
  const backups = new RegularBackups({ settings, log, registry });
  expect(await registry.metrics()).toContain('slalom_backup_timestamp_seconds 0');
  const copies = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.db'));
  const made = new Set<string>();
  while (made.size < 4) {
    await backups.make();
    copies().forEach((name) => made.add(name));
  }
  expect(copies()).toEqual([...made].sort().slice(-2));
  expect(readdirSync(folder)).toHaveLength(4);
  expect(lines.join('')).toContain('backed up');
  expect(await registry.metrics()).toMatch(/slalom_backup_timestamp_seconds [1-9]/);
  expect(statSync(join(folder, `${copies()[0] ?? ''}.key-secret`)).mode & 0o077).toBe(0);
  await server.close();

  const restored = join(directory, 'restored.db');
  const { code, stdout } = await runMain(['restore', join(folder, copies()[0] ?? ''), '--json'], {
    DATABASE_URL: restored,
  });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ events: ['TEST'], keysWork: true }),
  ]);

  // A folder that is gone is told, and no reason to end.
  rmSync(folder, { recursive: true });
  rmSync(join(directory, 'test.db'));
  await backups.make();
  expect(existsSync(folder)).toBe(true);
  expect(lines.join('')).toContain('the backup was not made');
  await backups.close();
  rmSync(directory, { recursive: true });
});

test('a PostgreSQL is not copied by itself, which is said at the start', () => {
  const settings = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', BACKUP_FOLDER: './copies' };
  expect(() => readSettings(settings)).toThrow('pg_dump');
});
