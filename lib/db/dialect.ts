import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { types as pgTypes, TypeOverrides } from 'pg';

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

/** A SQLite database that is nowhere but in the connection that opened it. */
export const IN_MEMORY = ':memory:';

/** How a Knex instance connects to PostgreSQL. */
export interface PostgresAddress {
  connection: unknown;
  searchPath: unknown;
}

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
 */
export function openDatabase(address: DatabaseAddress): Knex {
  if (typeof address !== 'string') return openPostgres(address);
  if (isPostgresUrl(address)) return openPostgres({ connection: address, searchPath: undefined });
  needSqlite();
  if (address !== IN_MEMORY) mkdirSync(dirname(address), { recursive: true });
  return knex({
    client: 'better-sqlite3',
    connection: { filename: address },
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

/**
 * Throws in words where the driver of SQLite is missing: it has to be compiled where there is no binary of it, and an
 * installation goes on without it where that is not possible.
 */
function needSqlite(): void {
  try {
    const Database = createRequire(__filename)('better-sqlite3') as new (path: string) => {
      close: () => void;
    };
    new Database(IN_MEMORY).close();
  } catch (error) {
    throw new Error(
      'SQLite cannot be used, for its driver better-sqlite3 is not installed or not built: install python3, make and ' +
        'g++ and run "npm rebuild better-sqlite3", or set DATABASE_URL to a PostgreSQL',
      { cause: error },
    );
  }
}

function openPostgres({ connection, searchPath }: PostgresAddress): Knex {
  // Ours alone: a host's own queries on the same driver get what they are used to.
  const types = new TypeOverrides();
  types.setTypeParser(PG_INT8, Number);
  const connected = (given: unknown): object => ({
    ...(typeof given === 'string' ? { connectionString: given } : (given as object)),
    types,
  });
  return knex({
    client: 'pg',
    connection:
      typeof connection === 'function'
        ? async () => connected(await (connection as () => unknown)())
        : connected(connection),
    ...(searchPath !== undefined && { searchPath: searchPath as string[] }),
    pool: { min: 0, max: 10 },
    log: SILENT,
  });
}

/** Runs `read` on one unchanging view of the database. */
export async function inReadTransaction<T>(db: Knex, read: (trx: Executor) => Promise<T>): Promise<T> {
  // SQLite's transactions are all serializable; PostgreSQL's default would see commits in between.
  const isOnPostgres = (db.client as { config: { client: string } }).config.client === 'pg';
  return db.transaction(read, isOnPostgres ? { isolationLevel: 'repeatable read', readOnly: true } : {});
}

interface SqliteConnection {
  pragma(text: string): unknown;
}
