import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventApi, send } from '../support/api';
import { expectEachOnce, readJournal } from '../support/journal';
import { restWhenAllAreCurrent } from '../support/replay';
import { everyForm, type Resuming } from '../support/replaySubscribers';
import { newPm2, type Listed, type Pm2 } from '../support/pm2';
import { endProcesses, PROJECT } from '../support/serverProcess';

interface LogLine {
  msg: string;
  pid: number;
  signal?: string;
}

const clients: Resuming[] = [];
let running: Pm2 | null = null;

afterEach(async () => {
  // Its daemon outlives its commands.
  for (const client of clients.splice(0)) client.close();
  await running?.run('kill');
  running = null;
  await endProcesses();
});

/** Waits until the process is gone. */
async function goneOf(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

test('PM2 starts the server, counts it up once it listens, reloads it, and stops it in order', async () => {
  const { pm2, url } = await newPm2();
  running = pm2;
  const app = async (): Promise<Listed> => {
    const list = await pm2.apps();
    expect(list).toHaveLength(1);
    return list[0] as Listed;
  };
  const health = (): Promise<number> => send('GET', `${url}/health`).then(({ status }) => status);
  // `wait_ready`: the command returns once the server said that it listens.
  await pm2.run('start', 'ecosystem.config.js');
  const started = await app();
  expect(started.pm2_env).toMatchObject({ status: 'online', restart_time: 0 });
  expect(await health()).toBe(200);
  const log = (): LogLine[] =>
    readFileSync(started.pm2_env.pm_out_log_path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  const saidBy = (pid: number): string[] =>
    log()
      .filter((line) => line.pid === pid)
      .map(({ msg }) => msg);
  expect(saidBy(started.pid)).toContain('listening');

  // It runs in production: with a master password nobody else is let in.
  expect((await send('GET', `${url}/api/v1/admin/events`)).status).toBe(401);
  const headers = { 'X-Master-Key': 'under-the-bridge' };
  const body = { eventId: 'PM2', mainTitle: 'Under the bridge' };
  const created = await send('POST', `${url}/api/v1/admin/events`, { headers, body });
  expect(created.status).toBe(201);

  await pm2.run('reload', 'slalom-live');
  const reloaded = await app();
  expect(reloaded.pm2_env.status).toBe('online');
  expect(reloaded.pid).not.toBe(started.pid);
  expect(await health()).toBe(200);
  const kept = await send('GET', `${url}/api/v1/admin/events`, { headers });
  expect(kept.body).toEqual({ events: [expect.objectContaining({ eventId: 'PM2' })] });
  await goneOf(started.pid);
  expect(saidBy(started.pid)).toContain('stopping');

  await pm2.run('stop', 'slalom-live');
  const stopped = await app();
  expect(stopped.pm2_env).toMatchObject({ status: 'stopped', exit_code: 0 });
  expect(saidBy(reloaded.pid)).toEqual(expect.arrayContaining(['listening', 'stopping']));
  await expect(health()).rejects.toThrow();
});

test('two workers of PM2 are one server: a reload under load fails no push, and neither it nor a killed worker loses or doubles anything', async () => {
  const { pm2, url, home } = await newPm2({ WEB_CONCURRENCY: '2', SHOW_VIEWERS: 'false' });
  running = pm2;
  await pm2.run('start', 'ecosystem.config.js');
  const started = await pm2.apps();
  expect(started.map(({ pm2_env }) => pm2_env.status)).toEqual(['online', 'online']);
  const xml = readFileSync(join(PROJECT, 'specs/example-export.xml'), 'utf8');
  const created = await send('POST', `${url}/api/v1/admin/events`, {
    headers: { 'X-Master-Key': 'under-the-bridge' },
    body: { eventId: 'PM2', mainTitle: 'Under the bridge' },
  });
  const event = EventApi.of(url, 'PM2', (created.body as { apiKey: string }).apiKey);
  expect((await event.pushXml(xml)).status).toBe(200);
  await event.moveTo('running');
  // Two of each form, so that most likely each worker has some.
  const target = { url, eventId: event.eventId };
  clients.push(...everyForm(target), ...everyForm(target));
  await Promise.all(clients.map((client) => client.until(({ state }) => state !== null)));

  let pushed = 0;
  let isOver = false;
  const failed: unknown[] = [];
  const booth = async (): Promise<void> => {
    while (!isOver) {
      const total = 9_000 + (pushed += 1);
      const row = { raceId: 'K1M_BR1_1', bib: 3, time: total, pen: 0, total };
      await event.pushResults([row]).then(
        ({ status, body }) => status === 200 || failed.push(body),
        (error: unknown) => failed.push(error),
      );
      await sleep(5);
    }
  };
  const booths = [booth(), booth(), booth()];
  await pm2.run('reload', 'slalom-live');
  const reloaded = await pm2.apps();
  expect(reloaded.map(({ pm2_env }) => pm2_env.status)).toEqual(['online', 'online']);
  expect(reloaded.some(({ pid }) => started.some((old) => old.pid === pid))).toBe(false);
  await Promise.all(started.map(({ pid }) => goneOf(pid)));
  expect(failed).toEqual([]);
  expect(pushed).toBeGreaterThan(100);

  const [victim] = reloaded as [Listed];
  process.kill(victim.pid, 'SIGKILL');
  const before = pushed;
  await goneOf(victim.pid);
  while (pushed < before + 100) await sleep(20);
  isOver = true;
  await Promise.all(booths);
  // What the killed one was answering.
  expect(failed.length).toBeLessThanOrEqual(booths.length);

  const rest = await restWhenAllAreCurrent(url, event.eventId, clients);
  const journal = await readJournal(join(home, 'race.db'));
  for (const client of clients) {
    expect(client.state).toEqual(rest);
    expectEachOnce(client, journal);
    // Nothing anew: what was missed was sent afterwards.
    expect(client.messages.filter(({ type }) => type === 'full')).toHaveLength(1);
    expect(client.resumptions).toBeGreaterThan(0);
  }
});
