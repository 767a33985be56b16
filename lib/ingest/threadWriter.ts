import { join } from 'node:path';
import type { Commit } from '../db/journalRepository';
import { CalledThread } from '../threads/CalledThread';
import { OPERATIONS, type Writer } from './Writer';
import type { WriterNews, WriterThreadData } from './writerThread';

export interface ThreadWriterParts extends WriterThreadData {
  onCommit: (commit: Commit) => void;
  /** Told of failures in what nobody asked for, such as expiry. */
  onError: (error: unknown) => void;
  /** The thread ended by itself: nothing can be written any more, the process should end. */
  onDeath: (error: Error) => void;
}

/**
 * A writer in a worker thread of its own, so that parsing and importing an export never delays the
 * messages and requests that the main thread serves.
 */
export function threadWriter({ onCommit, onError, onDeath, ...workerData }: ThreadWriterParts): Writer {
  const thread = new CalledThread<WriterNews>({
    file: join(__dirname, 'writerThread.js'),
    workerData,
    onDeath,
    onNews: (news) => {
      if ('commit' in news) onCommit(news.commit);
      else onError(news.trouble);
    },
  });
  return {
    ...thread.operations<Omit<Writer, 'close'>>(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]),
    close: (maxMs) => thread.close(maxMs),
  };
}
