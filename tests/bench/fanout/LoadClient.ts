import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { within } from '../within';
import type { ClientForm } from './Contestant';

/** The command that runs the load client, and what it is written in. */
export interface LoadProgram {
  command: string[];
  language: 'C' | 'Node';
}

/** What came since the mark; times are those of the monotonic clock. */
export interface Received {
  deliveries: number;
  bytes: number;
  /** From the first message's stamp to the last receipt, in ms. */
  spanMs: number;
  /** Latencies of the probes. */
  micros: number[];
}

/** The same as the load client says it. */
interface Done extends Omit<Received, 'spanMs'> {
  /** Connections that the server ended. */
  closed: number;
  sentNs: string;
  lastNs: string;
}

interface Connected {
  open: number;
  failed: number;
  ms: number;
}

/** Every so manieth connection is a probe; of forms that are inflated fewer, for that takes CPU of its own. */
const SAMPLE_EVERY = { plain: 16, deflate: 128, gzip: 128 };

/** Compiles the load client into `directory` where that can be done. */
export function loadProgram(directory: string): LoadProgram {
  const binary = join(directory, 'load');
  const source = join(__dirname, 'load.c');
  // stderr stays hidden: without a compiler or without zlib's headers Node does it.
  const compiled = spawnSync('cc', ['-O2', '-o', binary, source, '-lz'], { stdio: 'ignore' }).status === 0;
  return compiled
    ? { command: [binary], language: 'C' }
    : { command: [process.execPath, join(__dirname, 'load.js')], language: 'Node' };
}

/** Many connections to one server, in a process of their own. */
export class LoadClient {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly events: unknown[] = [];
  private wake: () => void = () => undefined;
  private ending: string | null = null;

  constructor({ command: [binary = '', ...first] }: LoadProgram, port: number, form: ClientForm) {
    const headers = Object.entries({ Host: `127.0.0.1:${port}`, ...form.headers });
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const request = `GET ${form.path} HTTP/1.1\r\n${head}\r\n`;
    const words = [port, form.protocol, form.coding, SAMPLE_EVERY[form.coding]].map(String);
    this.child = spawn(binary, [...first, ...words, request], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.events.push(JSON.parse(line));
      this.wake();
    });
    this.child.once('exit', (code) => {
      this.ending = `the load client ended with code ${code ?? 'none'}`;
      this.wake();
    });
    this.child.stdin.on('error', () => undefined);
  }

  /** Opens `count` more, `atOnce` at a time; the last `stuck` of them are never read from. */
  async connect(count: number, { atOnce = 500, stuck = 0 } = {}): Promise<Connected> {
    this.say(`connect ${count} ${atOnce} ${stuck}`);
    const connected = (await this.next(60_000, 'connecting')) as Connected;
    if (connected.failed > 0) {
      throw new Error(
        `${connected.failed} of ${count} connections were refused, or not given the form they asked for`,
      );
    }
    return connected;
  }

  /**
   * Counts from now on until every reader has `messages`, which `send` is to cause; rejects after `ms`, and
   * where the server closed a connection.
   */
  async count(messages: number, send: () => Promise<void>, ms = 60_000): Promise<Received> {
    this.say(`mark ${messages}`);
    await this.next(10_000, 'the mark');
    const sent = send();
    const [received] = await Promise.all([this.next(ms, 'the messages'), sent]);
    const { closed, sentNs, lastNs, ...rest } = received as Done;
    if (closed > 0) throw new Error(`${closed} connections were closed by the server`);
    return { ...rest, spanMs: Number(BigInt(lastNs) - BigInt(sentNs)) / 1e6 };
  }

  /** Milliseconds of CPU so far; NaN where the system does not tell. */
  cpuMs(): number {
    try {
      return Number(readFileSync(`/proc/${this.child.pid ?? ''}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      return NaN;
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    if (this.ending !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private say(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  private async next(ms: number, what: string): Promise<unknown> {
    const come = async (): Promise<unknown> => {
      while (this.events.length === 0 && this.ending === null) {
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
      if (this.events.length === 0) throw new Error(this.ending ?? '');
      return this.events.shift();
    };
    return within(ms, what, come());
  }
}
