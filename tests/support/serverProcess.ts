import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from './testServer';

/** The project's folder, and the entry that `npm run build` makes and `npm start` runs. */
export const PROJECT = join(__dirname, '../..');
export const MAIN = join(PROJECT, 'dist/app/cli/main.js');

/** How a process ended: its exit code, or the signal that ended it. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A line of the server's log. */
export interface LogLine {
  level: number;
  msg: string;
  url?: string;
  status?: number;
}

const children = new Set<ChildProcess>();
const directories = new Set<string>();

/** Ends every process that was started here and removes its scratch folder; for `afterEach`. */
export async function endProcesses(): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      child.kill('SIGKILL');
      await exitOf(child);
    }),
  );
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  directories.clear();
}

/** A scratch folder that {@link endProcesses} removes. */
export function scratch(): string {
  const directory = scratchDirectory();
  directories.add(directory);
  return directory;
}

/** The environment of a server: nothing of the shell's that is a setting, and `env` on top. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { ...(PATH !== undefined && { PATH }), ...(HOME !== undefined && { HOME }), ...env };
}

/** A command under which a program has no more of the machine than `ulimit` gives it, such as `-f 1500` (kB of a file). */
const within = (limits: string): string[] => ['bash', '-c', `ulimit ${limits}; exec "$@"`, 'bash'];

/** Starts Node as a child that is ended with the test; `under` a command that runs it, such as `setpriv`. */
export function start(args: string[], env: Record<string, string>, under: string[] = []): ChildProcess {
  const [program = '', ...rest] = [...under, process.execPath, ...args];
  const child = spawn(program, rest, {
    cwd: PROJECT,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    const { exitCode: code, signalCode: signal } = child;
    if (code !== null || signal !== null) resolve({ code, signal });
    else
      // Not at `exit`: what it said last may still be on its way.
      child.once('close', (...[endCode, endSignal]) => {
        resolve({ code: endCode, signal: endSignal });
      });
  });

/** Runs the entry to its end. */
export async function runMain(
  args: string[],
  env: Record<string, string> = {},
  under: string[] = [],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start([MAIN, ...args], env, under);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // `close` and not `exit`: only then has all of the output come.
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/**
 * A port that is free now. Below the range from which systems take the ports of outgoing connections: a
 * client that keeps knocking at a killed server must not be given that very port, and meet itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => {
        resolve(false);
      });
      probe.listen(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

export interface ServerProcessOptions {
  /** Settings on top of the defaults. */
  env?: Record<string, string>;
  /** What it may take of the machine, as `ulimit` has it: `-f 1500` (kB of a file), `-n 60` (open files). */
  limits?: string;
  /** A fixed port, so that clients find it again after a restart; any free one by default. */
  port?: number;
}

/** The built server as a process of its own, on a database of its own. */
export class ServerProcess {
  /** What it logged, over all its lives. */
  readonly logs: LogLine[] = [];
  /** What it wrote that is no log: nothing, when all is well. */
  stray = '';
  url = '';
  limits: string | null;
  /** The scratch folder with the database `race.db`. */
  readonly directory = scratch();
  private child: ChildProcess | null = null;

  private constructor(private readonly options: ServerProcessOptions) {
    this.limits = options.limits ?? null;
  }

  /** Starts it and waits until it listens. */
  static async start(options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.restart();
    return server;
  }

  get databasePath(): string {
    return join(this.directory, 'race.db');
  }

  /** Starts it again on the same database and port; waits until it listens. */
  async restart(): Promise<void> {
    await this.launch();
  }

  /** Starts it without waiting; the answer is its log line "listening". */
  launch(): Promise<void> {
    const child = start(
      [MAIN, 'serve'],
      {
        PORT: String(this.options.port ?? 0),
        DATABASE_URL: this.databasePath,
        LOG_LEVEL: 'info',
        ...this.options.env,
      },
      this.limits === null ? [] : within(this.limits),
    );
    this.child = child;
    const listening = new Promise<void>((resolve, reject) => {
      readLines(child.stdout, (text) => {
        const line = this.note(text);
        if (line?.msg !== 'listening') return;
        this.url = line.url ?? '';
        resolve();
      });
      readLines(child.stderr, (text) => {
        this.stray += `${text}\n`;
      });
      child.once('close', (code, signal) => {
        reject(new Error(`the server ended with ${code ?? signal ?? '?'} before it listened: ${this.stray}`));
      });
    });
    // Whoever ends it before it listens does not wait for that.
    listening.catch(() => undefined);
    return listening;
  }

  /** What it holds of the machine's memory, in bytes. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.running.pid ?? 0}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Sends a signal that does not end it: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Sends the signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    const { running } = this;
    const exit = exitOf(running);
    running.kill(signal);
    return exit;
  }

  private get running(): ChildProcess {
    if (!this.child) throw new TypeError('the server was not started');
    return this.child;
  }

  private note(text: string): LogLine | null {
    try {
      const line = JSON.parse(text) as LogLine;
      this.logs.push(line);
      return line;
    } catch {
      this.stray += `${text}\n`;
      return null;
    }
  }
}

/** Calls back with each whole line; a killed process may leave half a one, which is dropped. */
function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}
