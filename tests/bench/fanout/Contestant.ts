import { join } from 'node:path';
import { ChildProgram } from '../ChildProgram';
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

/** A server under measurement in a process of its own; the commands are those of `contestants/control.js`. */
export class Contestant {
  port = 0;
  client: ClientForm = { protocol: 'ws', coding: 'plain', path: '/', headers: {} };
  private readonly program: ChildProgram;

  private constructor(entry: Entry) {
    const script = join(__dirname, 'contestants', entry.script);
    this.program = new ChildProgram(entry.name, script, entry.args, ['--expose-gc']);
  }

  /** Starts it; who connects is sent a message of `snapshotBytes`. */
  static async start(entry: Entry, snapshotBytes: number): Promise<Contestant> {
    const contestant = new Contestant(entry);
    try {
      Object.assign(contestant, await contestant.program.ask('start', { snapshotBytes }));
      return contestant;
    } catch (error) {
      contestant.program.kill();
      throw error;
    }
  }

  broadcast(what: Broadcast): Promise<void> {
    return this.program.ask('broadcast', what) as Promise<void>;
  }

  /** The same, answering milliseconds by function. */
  profile(what: Broadcast): Promise<Record<string, number>> {
    return this.program.ask('profile', what) as Promise<Record<string, number>>;
  }

  /** Milliseconds of CPU so far, user and system. */
  cpuMs(): Promise<number> {
    return this.program.ask('cpu') as Promise<number>;
  }

  memory(): Promise<Memory> {
    return this.program.ask('memory') as Promise<Memory>;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
