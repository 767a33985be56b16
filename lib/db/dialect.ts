import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import { databaseBusy } from '../errors';
import { isPostgresUrl, openPostgres, type PostgresAddress } from './postgres';
import { IN_MEMORY, lockAtBegin, setUp, SILENT, sqliteDriver, WriteLockTaken } from './sqlite';

/**
 * The one file that knows which database is behind Knex. Everything else uses what SQLite and
 * PostgreSQL share: `ON CONFLICT`, transactions, plain types.
 */

/** A database or a transaction of it; repositories take either, so that they run where they are told to. */
export type Executor = Knex;

/** How long a transaction waits for another process's, in milliseconds: a booth's bridge gives up after ten seconds. */
const WRITE_WAIT_MS = 5_000;
/** How often it asks again, in milliseconds. */
const ASK_AGAIN_MS = 5;

/** A `postgres://` address, the path of a SQLite file, `:memory:`, or what a Knex instance connects to. */
export type DatabaseAddress = string | PostgresAddress;

export const isPostgres = (address: DatabaseAddress): boolean =>
  typeof address !== 'string' || isPostgresUrl(address);

/** Where a host's Knex instance connects to; throws TypeError for what is not served. */
export function addressOf(db: Knex): DatabaseAddress {
  const { client, connection, searchPath } = (db.client as { config: Knex.Config }).config;
  if (client === 'pg' || client === 'postgres' || client === 'postgresql') return { connection, searchPath };
  const filename = (connection as { filename?: string } | undefined)?.filename;
  if (client === 'better-sqlite3' && filename && filename !== IN_MEMORY) return filename;
  throw new TypeError('db: expected a Knex instance of pg, or of better-sqlite3 with a file');
}

/** Whether a thread can open a database by itself. */
export function isForThreads(address: DatabaseAddress): boolean {
  if (address === IN_MEMORY) return false;
  try {
    structuredClone(address);
    return true;
  } catch {
    // A host may give its password by a function.
    return false;
  }
}

/**
 * Opens a database; a SQLite file is created with its folder where missing. SQLite runs in WAL mode with one connection.
 * PostgreSQL may take as long as it likes where `isPatient` says so.
 */
export function openDatabase(address: DatabaseAddress, { isPatient = false } = {}): Knex {
  if (isPostgres(address)) {
    const at = typeof address === 'string' ? { connection: address, searchPath: undefined } : address;
    return openPostgres(at, isPatient);
  }
  return openSqlite(address as string);
}

function openSqlite(address: string): Knex {
  sqliteDriver();
  if (address !== IN_MEMORY) mkdirSync(dirname(address), { recursive: true });
  const db = knex({
    client: 'better-sqlite3',
    connection: { filename: address },
    useNullAsDefault: true,
    log: SILENT,
    pool: {
      min: 1,
      max: 1,
      afterCreate: setUp,
    },
  });
  lockAtBegin(db);
  return db;
}

export const isOnPostgres = (db: Executor): boolean =>
  (db.client as { config: { client: string } }).config.client === 'pg';

/** Runs `read` on one unchanging view of the database. */
export async function inReadTransaction<T>(db: Knex, read: (trx: Executor) => Promise<T>): Promise<T> {
  // SQLite's transactions are all serializable; PostgreSQL's default would see commits in between.
  return db.transaction(read, {
    readOnly: true,
    ...(isOnPostgres(db) && { isolationLevel: 'repeatable read' }),
  });
}

/**
 * Runs `write` as one transaction. Where another process is writing to the same SQLite file, waits for it without holding
 * up the thread; throws 503 `DatabaseBusy` where that takes longer than `waitMs`.
 */
export async function inWriteTransaction<T>(
  db: Knex,
  write: (trx: Executor) => Promise<T>,
  waitMs = WRITE_WAIT_MS,
): Promise<T> {
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    try {
      return await db.transaction(write);
    } catch (error) {
      if (!(error instanceof WriteLockTaken)) throw error;
      if (performance.now() >= giveUpAt) throw databaseBusy();
    }
    await sleep(ASK_AGAIN_MS);
  }
}
