import { Worker } from 'node:worker_threads';
import { AppError } from '../errors';

/** To a thread: run this operation. */
export interface Call {
  call: number;
  name: string;
  args: unknown[];
}

/** From a thread: what became of a call, or something that it tells unasked. */
export type ThreadMessage<News> =
  | { kind: 'answer'; call: number; value: unknown }
  | { kind: 'refusal'; call: number; refusal: Pick<AppError, 'status' | 'code' | 'message' | 'details'> }
  | { kind: 'failure'; call: number; error: Error }
  | { kind: 'news'; news: News };

/** The call that ends a thread. */
export const CLOSE = 'close';

export interface ThreadParts<News> {
  /** The thread's entry, which calls `serveThread`. */
  file: string;
  workerData: unknown;
  onNews?: (news: News) => void;
  /** The thread ended by itself: the process should end, too. */
  onDeath: (error: Error) => void;
}

/** Operations that run in a worker thread. Arguments and answers are structured clones; bytes are handed over. */
export class CalledThread<News = never> {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private calls = 0;
  private isClosing = false;
  private readonly ended: Promise<void>;

  constructor(private readonly parts: ThreadParts<News>) {
    this.worker = new Worker(parts.file, { workerData: parts.workerData });
    this.worker.on('message', (message: ThreadMessage<News>) => {
      this.take(message);
    });
    this.worker.on('error', (error: Error) => {
      this.die(error);
    });
    this.ended = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.die(new Error(`the thread ${parts.file} ended with code ${code}`));
        resolve();
      });
    });
  }

  /** A function for each of these names, which runs the operation of that name. */
  operations<Operations extends object>(names: (keyof Operations & string)[]): Operations {
    return Object.fromEntries(
      names.map((name) => [name, (...args: unknown[]) => this.call(name, args)]),
    ) as Operations;
  }

  /** Lets the thread end what it is doing; after `maxMs` it is ended whatever it is doing. */
  async close(maxMs: number): Promise<void> {
    this.isClosing = true;
    this.call(CLOSE, []).catch(() => undefined);
    const cut = setTimeout(() => void this.worker.terminate(), maxMs);
    await this.ended;
    clearTimeout(cut);
  }

  private call(name: string, args: unknown[]): Promise<never> {
    return new Promise((resolve, reject) => {
      const call: Call = { call: (this.calls += 1), name, args };
      this.waiting.set(call.call, { resolve, reject });
      this.worker.postMessage(call, ownBuffers(args));
    });
  }

  private take(message: ThreadMessage<News>): void {
    if (message.kind === 'news') {
      this.parts.onNews?.(message.news);
      return;
    }
    const caller = this.waiting.get(message.call);
    this.waiting.delete(message.call);
    if (message.kind === 'answer') {
      caller?.resolve(message.value as never);
    } else if (message.kind === 'failure') {
      caller?.reject(message.error);
    } else {
      const { status, code, message: text, details } = message.refusal;
      caller?.reject(new AppError(status, code, text, details));
    }
  }

  /** Nobody waits any more for what will never be answered. */
  private die(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    if (!this.isClosing) this.parts.onDeath(error);
  }
}

/** The buffers of all bytes in a value that are alone in theirs: pooled buffers belong to others too. */
export function ownBuffers(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const look = (one: unknown): void => {
    if (one instanceof Uint8Array) {
      const isAlone = one.buffer instanceof ArrayBuffer && one.byteLength === one.buffer.byteLength;
      if (isAlone) buffers.add(one.buffer);
    } else if (Array.isArray(one)) {
      one.forEach(look);
    } else if (one !== null && typeof one === 'object') {
      for (const inner of Object.values(one)) if (typeof inner === 'object') look(inner);
    }
  };
  look(value);
  return [...buffers];
}
