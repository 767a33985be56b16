import { join } from 'node:path';
import { CalledThread } from '../threads/CalledThread';
import { READING, type Reader } from './Reader';
import type { ReaderThreadData } from './readerThread';

/** How long a reader may take to end what it is reading, in milliseconds: nobody waits for it any more. */
const CLOSE_MS = 500;

/**
 * A reader in a worker thread of its own, with a connection of its own: composing what an event looks like holds up
 * neither those who watch nor the booth.
 */
export function threadReader({
  onDeath,
  ...workerData
}: ReaderThreadData & { onDeath: (error: Error) => void }): Reader {
  const thread = new CalledThread({ file: join(__dirname, 'readerThread.js'), workerData, onDeath });
  return {
    ...thread.operations<Omit<Reader, 'close'>>(Object.keys(READING) as (keyof typeof READING)[]),
    close: () => thread.close(CLOSE_MS),
  };
}
