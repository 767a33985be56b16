import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { types as pgTypes } from 'pg';

/**
 * The one file that knows which database is behind Knex. Everything else uses what SQLite and
 * PostgreSQL share: `ON CONFLICT`, transactions, plain types.
 */

/** A database or a transaction of it; repositories take either, so that they run where they are told to. */
export type Executor = Knex;

/** How long a writer waits for another process's write before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** PostgreSQL sends 64-bit integers as text; ours are milliseconds and sequence numbers, below 2^53. */
const PG_INT8 = pgTypes.builtins.INT8;

/** Knex prints to stdout, among our log, what its callers are told by the error that they get. */
const SILENT = { warn: () => undefined, error: () => undefined };

export const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/**
 * Opens the database named by `url`: a `postgres://` address, or the path of a SQLite file, which is
 * created with its folder where missing. SQLite runs in WAL mode with one connection.
 */
export function openDatabase(url: string): Knex {
  if (isPostgresUrl(url)) {
    pgTypes.setTypeParser(PG_INT8, Number);
    return knex({ client: 'pg', connection: url, pool: { min: 0, max: 10 }, log: SILENT });
  }
  mkdirSync(dirname(url), { recursive: true });
  return knex({
    client: 'better-sqlite3',
    connection: { filename: url },
    useNullAsDefault: true,
    log: SILENT,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: SqliteConnection, done: (error: Error | null) => void) => {
        connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
        connection.pragma('journal_mode = WAL');
        // What is broadcast must be on disk: NORMAL may lose the last commits in a power cut, and with them the
        // numbers of messages that viewers hold already.
        connection.pragma('synchronous = FULL');
        connection.pragma('foreign_keys = ON');
        done(null);
      },
    },
  });
}

/** Runs `read` on one unchanging view of the database. */
export async function inReadTransaction<T>(db: Knex, read: (trx: Executor) => Promise<T>): Promise<T> {
  // SQLite's transactions are all serializable; PostgreSQL's default would see commits in between.
  const isPostgres = (db.client as { config: { client: string } }).config.client === 'pg';
  return db.transaction(read, isPostgres ? { isolationLevel: 'repeatable read', readOnly: true } : {});
}

interface SqliteConnection {
  pragma(text: string): unknown;
}
