/** Entry of the writer's worker thread; the other side is `threadWriter`. */
import { workerData } from 'node:worker_threads';
import { openDatabase, type DatabaseAddress } from '../db/dialect';
import type { Commit } from '../db/journalRepository';
import { asError, serveThread } from '../threads/serveThread';
import type { IngestOptions } from './Ingest';
import { localWriter } from './Writer';

export interface WriterThreadData {
  database: DatabaseAddress;
  options: IngestOptions;
}

/** What the writer tells unasked: a commit, or a failure in what nobody asked for. */
export type WriterNews = { commit: Commit } | { trouble: Error };

const { database, options } = workerData as WriterThreadData;
const db = openDatabase(database);
const writer = localWriter({
  db,
  options,
  clock: Date.now,
  onCommit: (commit) => {
    tell({ commit });
  },
  onError: (error) => {
    tell({ trouble: asError(error) });
  },
});
const tell: (news: WriterNews) => void = serveThread(writer, async () => {
  await writer.close();
  await db.destroy();
});
