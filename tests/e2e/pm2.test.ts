import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../support/api';
import { endProcesses, exitOf, freePort, PROJECT, scratch, start } from '../support/serverProcess';

const PM2 = join(PROJECT, 'node_modules/pm2/bin/pm2');

/** What is read of `pm2 jlist`. */
interface Listed {
  name: string;
  pid: number;
  pm2_env: { status: string; restart_time: number; exit_code?: number; pm_out_log_path: string };
}

interface LogLine {
  msg: string;
  pid: number;
  signal?: string;
}

/** PM2 with a home of its own, so that no other PM2 of this machine is touched. */
class Pm2 {
  constructor(private readonly env: Record<string, string>) {}

  /** Runs one command; rejects with its output where it fails. */
  async run(...args: string[]): Promise<string> {
    const child = start([PM2, ...args, '--no-color'], this.env);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const { code } = await exitOf(child);
    if (code !== 0) throw new Error(`pm2 ${args.join(' ')} ended with ${code ?? '?'}:\n${output}`);
    return output;
  }

  async app(): Promise<Listed> {
    const output = await this.run('jlist', '--silent');
    const list = JSON.parse(output.slice(output.indexOf('['))) as Listed[];
    expect(list.map(({ name }) => name)).toEqual(['slalom-live']);
    return list[0] as Listed;
  }
}

let pm2: Pm2 | null = null;

afterEach(async () => {
  // Its daemon outlives its commands.
  await pm2?.run('kill');
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
  const home = scratch();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...{ PM2_HOME: join(home, 'pm2'), DATABASE_URL: join(home, 'race.db'), PORT: String(port) },
    ...{ MASTER_PASSWORDS: 'under-the-bridge', HOST: '127.0.0.1', PM2_DISCRETE_MODE: 'true' },
  };
  pm2 = new Pm2(env);
  const health = (): Promise<number> => send('GET', `${url}/health`).then(({ status }) => status);
  // `wait_ready`: the command returns once the server said that it listens.
  await pm2.run('start', 'ecosystem.config.js');
  const started = await pm2.app();
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
  const reloaded = await pm2.app();
  expect(reloaded.pm2_env.status).toBe('online');
  expect(reloaded.pid).not.toBe(started.pid);
  expect(await health()).toBe(200);
  const kept = await send('GET', `${url}/api/v1/admin/events`, { headers });
  expect(kept.body).toEqual({ events: [expect.objectContaining({ eventId: 'PM2' })] });
  await goneOf(started.pid);
  expect(saidBy(started.pid)).toContain('stopping');

  await pm2.run('stop', 'slalom-live');
  const stopped = await pm2.app();
  expect(stopped.pm2_env).toMatchObject({ status: 'stopped', exit_code: 0 });
  expect(saidBy(reloaded.pid)).toEqual(expect.arrayContaining(['listening', 'stopping']));
  await expect(health()).rejects.toThrow();
});
