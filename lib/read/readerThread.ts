/** Entry of the reader's worker thread; the other side is `threadReader`. */
import { workerData } from 'node:worker_threads';
import { openDatabase, type DatabaseAddress } from '../db/dialect';
import { serveThread } from '../threads/serveThread';
import { localReader } from './Reader';

export interface ReaderThreadData {
  database: DatabaseAddress;
  showsViewers: boolean;
  prefix: string;
}

const { database, ...options } = workerData as ReaderThreadData;
const db = openDatabase(database);
serveThread(localReader({ db, ...options }), () => db.destroy());
