/** Entry of the reader's worker thread; the other side is `threadReader`. */
import { workerData } from 'node:worker_threads';
import { openDatabase } from '../db/dialect';
import { serveThread } from '../threads/serveThread';
import { localReader } from './Reader';

export interface ReaderThreadData {
  databaseUrl: string;
  showsViewers: boolean;
}

const { databaseUrl, showsViewers } = workerData as ReaderThreadData;
const db = openDatabase(databaseUrl);
serveThread(localReader({ db, showsViewers }), () => db.destroy());
