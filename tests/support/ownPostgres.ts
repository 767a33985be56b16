import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { needing } from './optional';
import { freePort } from './serverProcess';

const exec = promisify(execFile);

/** Where PostgreSQL's own programs are; null where it is not installed. */
const bin = findBin();

/** A test that starts, stops and freezes a PostgreSQL of its own. */
export const { test: testOnOwnPostgres } = needing(
  bin !== null,
  'there is no /usr/lib/postgresql: install postgresql',
);

function findBin(): string | null {
  try {
    const [newest] = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? null : join('/usr/lib/postgresql', newest, 'bin');
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;
const asPostgres = (command: string, args: string[]): [string, string[]] =>
  isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];

const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString());

/** A PostgreSQL that a test may do anything with. */
export class OwnPostgres {
  private isRunning = false;

  private constructor(
    private readonly directory: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<OwnPostgres> {
    if (bin === null) throw new Error('PostgreSQL is not installed');
    const directory = mkdtempSync(join(tmpdir(), 'slalom-live-postgres-'));
    chmodSync(directory, 0o700);
    if (isRoot) chownSync(directory, idOf('-u'), idOf('-g'));
    const own = new OwnPostgres(directory, await freePort());
    const data = join(directory, 'data');
    await exec(
      ...asPostgres(join(bin, 'initdb'), [
        '-D',
        data,
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--no-sync',
        '-U',
        'postgres',
      ]),
      { cwd: directory },
    );
    await own.restart();
    return own;
  }

  /** Shell words that look up the first of its processes. */
  private get first(): string {
    return `pid=$(head -1 "${join(this.directory, 'data/postmaster.pid')}")`;
  }

  /** As the superuser, or as another role. */
  url(role = 'postgres'): string {
    return `postgres://${role}@127.0.0.1:${this.port}/postgres`;
  }

  async run(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  /** Starts it, again too; answers when it can be used. */
  async restart(): Promise<void> {
    const room = '-c max_connections=400';
    const options = `-c listen_addresses=127.0.0.1 ${room} -p ${this.port} -k ${this.directory}`;
    await this.control('start', '-o', options, '-l', join(this.directory, 'log'));
    this.isRunning = true;
  }

  /** Stops it at once: every connection is gone, as after a crash. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    await this.control('stop', '-m', 'immediate');
    this.isRunning = false;
  }

  /** From here on none of its processes does anything: connections stay, and nobody answers. */
  freeze(): Promise<void> {
    return this.signal('STOP');
  }

  thaw(): Promise<void> {
    return this.signal('CONT');
  }

  async remove(): Promise<void> {
    await this.thaw();
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Its processes, those that serve connections among them. */
  async pids(): Promise<number[]> {
    const { stdout } = await exec('bash', ['-c', `${this.first}; echo $pid; pgrep -P $pid`]);
    return stdout.trim().split('\n').map(Number);
  }

  private async control(command: string, ...args: string[]): Promise<void> {
    const all = ['-D', join(this.directory, 'data'), '-w', ...args, command];
    await exec(...asPostgres(join(bin ?? '', 'pg_ctl'), all), { cwd: this.directory });
  }

  private async signal(name: 'STOP' | 'CONT'): Promise<void> {
    await exec('bash', ['-c', `${this.first} || exit 0; kill -${name} $pid $(pgrep -P $pid)`]);
  }
}
