/** Entry of the writer's worker thread; the other side is `threadWriter`. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../db/dialect';
import { AppError } from '../errors';
import type { IngestOptions } from './Ingest';
import type { CallMessage, ThreadMessage } from './threadWriter';
import { localWriter, type Writer } from './Writer';

export interface WriterThreadData {
  databaseUrl: string;
  options: IngestOptions;
}

if (!parentPort) throw new TypeError('writerThread runs as a worker thread only');
const port = parentPort;
const { databaseUrl, options } = workerData as WriterThreadData;
const db = openDatabase(databaseUrl);

function post(message: ThreadMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

const writer = localWriter({
  db,
  options,
  clock: Date.now,
  onCommit: (commit) => {
    post({ kind: 'commit', commit });
  },
  onError: (error) => {
    post({ kind: 'trouble', error: asError(error) });
  },
});

port.on('message', (call: CallMessage) => {
  void answer(call);
});

async function answer({ call, name, args }: CallMessage): Promise<void> {
  try {
    const value = await (writer[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    post({ kind: 'answer', call, value }, ownBuffers(value));
  } catch (error) {
    if (error instanceof AppError) {
      const { status, code, message, details } = error;
      post({ kind: 'refusal', call, refusal: { status, code, message, details } });
    } else {
      post({ kind: 'failure', call, error: asError(error) });
    }
  }
  if (name === 'close') {
    await db.destroy();
    port.close();
  }
}

/** A message and a stack of their own, which is what passes between threads. */
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** A snapshot's bytes are handed over, not copied: copying a megabyte would cost the receiving thread. */
function ownBuffers(value: unknown): ArrayBuffer[] {
  const body = (value as Awaited<ReturnType<Writer['readSnapshot']>> | undefined)?.body;
  if (!(body instanceof Uint8Array) || body.byteLength !== body.buffer.byteLength) return [];
  return [body.buffer as ArrayBuffer];
}
