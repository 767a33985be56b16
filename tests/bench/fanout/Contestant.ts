import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Entry } from './contestants';

/** How the load client is to connect; said by the contestant. */
export interface ClientForm {
  protocol: 'ws' | 'socketio' | 'sse';
  coding: 'plain' | 'deflate' | 'gzip';
  path: string;
  headers: Record<string, string>;
}

export interface Broadcast {
  bytes: number;
  /** How many times, this many times a second, `burst` messages leave at once. */
  count: number;
  ratePerSecond: number;
  burst: number;
}

/** In bytes. */
export interface Memory {
  rss: number;
  /** The most that was resident so far. */
  peakRss: number;
  /** On the heap and beside it; null for a server that is no Node. */
  used: number | null;
}

/** No command takes longer than this, in ms, but for a broadcast of many. */
const PATIENCE_MS = 60_000;

/** Gives up on `work` after `ms`. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${ms / 1_000} s`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A server under measurement in a process of its own; the commands are those of `contestants/control.js`. */
export class Contestant {
  port = 0;
  client: ClientForm = { protocol: 'ws', coding: 'plain', path: '/', headers: {} };
  private readonly child: ChildProcess;
  private readonly waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (e: Error) => void }
  >();
  private lastId = 0;

  private constructor(private readonly entry: Entry) {
    this.child = fork(join(__dirname, 'contestants', entry.script), entry.args, {
      execArgv: ['--expose-gc'],
    });
    this.child.on('message', (message) => {
      const { id, result, error } = message as { id: number; result?: unknown; error?: string };
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) asked?.resolve(result);
      else asked?.reject(new Error(`${entry.name}: ${error}`));
    });
    this.child.once('exit', (code, signal) => {
      for (const { reject } of this.waiting.values()) {
        reject(new Error(`${entry.name} ended with ${signal ?? `code ${code ?? 'none'}`}`));
      }
      this.waiting.clear();
    });
  }

  /** Starts it; who connects is sent a message of `snapshotBytes`. */
  static async start(entry: Entry, snapshotBytes: number): Promise<Contestant> {
    const contestant = new Contestant(entry);
    try {
      Object.assign(contestant, await contestant.ask('start', { snapshotBytes }));
      return contestant;
    } catch (error) {
      contestant.child.kill();
      throw error;
    }
  }

  broadcast(what: Broadcast): Promise<void> {
    return this.ask('broadcast', what) as Promise<void>;
  }

  /** The same, answering milliseconds by function. */
  profile(what: Broadcast): Promise<Record<string, number>> {
    return this.ask('profile', what) as Promise<Record<string, number>>;
  }

  /** Milliseconds of CPU so far, user and system. */
  cpuMs(): Promise<number> {
    return this.ask('cpu') as Promise<number>;
  }

  memory(): Promise<Memory> {
    return this.ask('memory') as Promise<Memory>;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await Promise.race([this.ask('stop').catch(() => undefined), ended]);
    const cut = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(cut);
  }

  private ask(command: string, options: object = {}): Promise<unknown> {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, command, options }, (error) => {
        if (error) reject(error);
      });
    });
    return within(PATIENCE_MS, `${this.entry.name}, ${command}`, answer);
  }
}
