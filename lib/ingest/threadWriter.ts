import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors';
import type { Commit } from './Ingest';
import { OPERATIONS, type OperationName, type Writer } from './Writer';
import type { WriterThreadData } from './writerThread';

/** From the main thread: run this operation. */
export interface CallMessage {
  call: number;
  name: OperationName | 'close';
  args: unknown[];
}

/** From the writer's thread. */
export type ThreadMessage =
  | { kind: 'commit'; commit: Commit }
  | { kind: 'answer'; call: number; value: unknown }
  | { kind: 'refusal'; call: number; refusal: Pick<AppError, 'status' | 'code' | 'message' | 'details'> }
  | { kind: 'failure'; call: number; error: Error }
  | { kind: 'trouble'; error: Error };

export interface ThreadWriterParts extends WriterThreadData {
  onCommit: (commit: Commit) => void;
  /** Told of failures in what nobody asked for, such as expiry. */
  onError: (error: unknown) => void;
  /** The thread ended by itself: nothing can be written any more, the process should end. */
  onDeath: (error: Error) => void;
}

/**
 * A writer in a worker thread of its own, so that parsing and importing an export never delays the
 * messages and requests that the main thread serves. Calls and answers are structured clones; large
 * bodies are transferred.
 */
export function threadWriter(parts: ThreadWriterParts): Writer {
  const workerData: WriterThreadData = { databaseUrl: parts.databaseUrl, options: parts.options };
  const worker = new Worker(join(__dirname, 'writerThread.js'), { workerData });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  let isClosing = false;

  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'commit') {
      parts.onCommit(message.commit);
      return;
    }
    if (message.kind === 'trouble') {
      parts.onError(message.error);
      return;
    }
    const caller = waiting.get(message.call);
    waiting.delete(message.call);
    if (message.kind === 'answer') {
      caller?.resolve(message.value as never);
      return;
    }
    caller?.reject(
      message.kind === 'refusal'
        ? new AppError(
            message.refusal.status,
            message.refusal.code,
            message.refusal.message,
            message.refusal.details,
          )
        : message.error,
    );
  });
  worker.on('error', (error: Error) => {
    die(error);
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      die(new Error(`the writer thread ended with code ${code}`));
      resolve();
    });
  });

  /** Nobody waits any more for what will never be answered. */
  function die(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!isClosing) parts.onDeath(error);
  }

  const call =
    (name: OperationName | 'close') =>
    (...args: unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        const id = (calls += 1);
        waiting.set(id, { resolve, reject });
        const message: CallMessage = { call: id, name, args };
        worker.postMessage(message, transferable(args));
      });

  const operations = Object.fromEntries(
    Object.keys(OPERATIONS).map((name) => [name, call(name as OperationName)]),
  ) as unknown as Omit<Writer, 'close'>;
  return {
    ...operations,
    close: async (maxMs) => {
      isClosing = true;
      call('close')().catch(() => undefined);
      const cut = setTimeout(() => void worker.terminate(), maxMs);
      await ended;
      clearTimeout(cut);
    },
  };
}

/** The bytes of a body, where they are alone in their buffer: pooled buffers belong to others too. */
function transferable(args: unknown[]): ArrayBuffer[] {
  return args.flatMap((arg) => {
    const bytes = (arg as { bytes?: unknown } | null)?.bytes;
    if (!(bytes instanceof Uint8Array) || bytes.byteLength !== bytes.buffer.byteLength) return [];
    return [bytes.buffer as ArrayBuffer];
  });
}
