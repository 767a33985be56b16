import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from '../within';
import { cpuOf } from './cpuOf';

export interface BuiltServerOptions {
  dist: string;
  profiles: string | null;
  env?: Record<string, string>;
}

/** In bytes: on the main thread's heap and beside it after a collection, and all that is resident. */
export interface ServerMemory {
  used: number;
  rss: number;
}

/** Starting, stopping or collecting takes no longer than this, in ms. */
const PATIENCE_MS = 30_000;

/** A built server as it is run in production, on a database of its own that outlives its restarts. */
export class BuiltServer {
  url = '';
  private child: ChildProcess | null = null;
  private readonly directory = mkdtempSync(join(tmpdir(), 'slalom-live-read-'));

  private constructor(private readonly options: BuiltServerOptions) {}

  /** Starts it and waits until it listens. */
  static async start(options: BuiltServerOptions): Promise<BuiltServer> {
    const server = new BuiltServer(options);
    await server.launch();
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Stops it as an operator does and starts it again on the same port; resolves when it listens. */
  async restart(): Promise<void> {
    await this.end();
    await this.launch();
  }

  /** See {@link cpuOf}. */
  cpuMs(): number {
    return cpuOf(this.child?.pid ?? 0);
  }

  async memory(): Promise<ServerMemory> {
    const { child } = this;
    const answer = new Promise<ServerMemory>((done) => {
      // It also says over IPC that it is ready.
      const take = (message: unknown): void => {
        if (typeof message !== 'object') return;
        child?.off('message', take);
        done(message as ServerMemory);
      };
      child?.on('message', take);
    });
    child?.send('memory');
    return within(PATIENCE_MS, 'the memory', answer);
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const cut = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(cut);
  }

  private async launch(): Promise<void> {
    const { dist, profiles, env } = this.options;
    const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profiles)}`];
    const child = fork(resolve(dist, 'app/cli/main.js'), ['serve'], {
      cwd: this.directory,
      execArgv: ['--expose-gc', '--require', join(__dirname, 'tellMemory.js'), ...profiling],
      env: {
        PATH: process.env.PATH,
        PORT: String(this.url === '' ? 0 : this.port),
        HOST: '127.0.0.1',
        DATABASE_URL: join(this.directory, 'read.db'),
        MAX_BODY_BYTES: '20971520',
        MAX_CONNECTIONS_PER_EVENT: '20000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.child = child;
    const listening = new Promise<string>((done, fail) => {
      child.once('exit', (code, signal) => {
        fail(new Error(`the server ended with ${signal ?? code ?? '?'} before it listened`));
      });
      if (!child.stdout) return;
      createInterface({ input: child.stdout }).on('line', (text) => {
        if (text.includes('"listening"')) done((JSON.parse(text) as { url: string }).url);
      });
    });
    this.url = await within(PATIENCE_MS, 'the start of the server', listening);
  }
}
