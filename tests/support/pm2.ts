import { join } from 'node:path';
import { exitOf, freePort, PROJECT, scratch, start } from './serverProcess';

const PM2 = join(PROJECT, 'node_modules/pm2/bin/pm2');

/** What is read of `pm2 jlist`. */
export interface Listed {
  name: string;
  pid: number;
  pm2_env: { status: string; restart_time: number; exit_code?: number; pm_out_log_path: string };
}

/** PM2 with a home of its own, so that no other PM2 of this machine is touched. */
export class Pm2 {
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

  async apps(): Promise<Listed[]> {
    const output = await this.run('jlist', '--silent');
    const list = JSON.parse(output.slice(output.indexOf('['))) as Listed[];
    return list.filter(({ name }) => name === 'slalom-live');
  }
}

/** PM2 with settings for a server on this machine; answers its address and the folder of its database `race.db`. */
export async function newPm2(
  more: Record<string, string> = {},
): Promise<{ pm2: Pm2; url: string; home: string }> {
  const home = scratch();
  const port = await freePort();
  const pm2 = new Pm2({
    ...{ PM2_HOME: join(home, 'pm2'), DATABASE_URL: join(home, 'race.db'), PORT: String(port) },
    ...{ MASTER_PASSWORDS: 'under-the-bridge', HOST: '127.0.0.1', PM2_DISCRETE_MODE: 'true' },
    ...more,
  });
  return { pm2, url: `http://127.0.0.1:${port}`, home };
}
