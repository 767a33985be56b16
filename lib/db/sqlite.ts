import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';
import type { Knex } from 'knex';

/** Knex prints to stdout, among our log, what its callers are told by the error that they get. */
export const SILENT = { warn: () => undefined, error: () => undefined };

/** A SQLite database that is nowhere but in the connection that opened it. */
export const IN_MEMORY = ':memory:';

/** How long a connection waits while another process repairs the write-ahead log, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/** How long a connection that finds the file new waits for another that is setting it up, in milliseconds. */
const SETTING_UP_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/**
 * The driver. Throws in words where it is missing: it has to be compiled where there is no binary of it, and an
 * installation goes on without it where that is not possible.
 */
export function sqliteDriver(): typeof Sqlite {
  try {
    const driver = createRequire(__filename)('better-sqlite3') as typeof Sqlite;
    new driver(IN_MEMORY).close();
    return driver;
  } catch (error) {
    throw new Error(
      'SQLite cannot be used, for its driver better-sqlite3 is not installed or not built: install python3, make and ' +
        'g++ and run "npm rebuild better-sqlite3", or set DATABASE_URL to a PostgreSQL',
      { cause: error },
    );
  }
}

/** Sets a new connection up, for Knex's pool. */
export function setUp(connection: Sqlite.Database, done: (error: Error | null) => void): void {
  const giveUpAt = performance.now() + SETTING_UP_MS;
  const attempt = (): void => {
    try {
      connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      connection.pragma('journal_mode = WAL');
      // What is broadcast must be on disk: NORMAL may lose the last commits in a power cut, and with them the
      // numbers of messages that viewers hold already.
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
    } catch (error) {
      // Of several that change the mode of a new file at once all but one are refused, without waiting.
      if (isLocked(error) && performance.now() < giveUpAt) setTimeout(attempt, LOOK_AGAIN_MS);
      else done(error as Error);
      return;
    }
    done(null);
  };
  attempt();
}

/** Another connection was writing, so that a transaction could not begin. */
export class WriteLockTaken extends Error {}

/** What is used of Knex's client, and of its transactions before they begin. */
interface SqliteClient {
  transaction: (...args: unknown[]) => {
    readOnly?: boolean;
    begin: (connection: Sqlite.Database) => Promise<unknown>;
  };
}

/**
 * Has transactions that are not marked as read-only take SQLite's write lock when they begin, or throw {@link WriteLockTaken}
 * without waiting: taken later, after something was read, the lock may be refused for good, and waiting in SQLite would
 * hold up the thread.
 */
export function lockAtBegin(db: Knex): void {
  const client = db.client as SqliteClient;
  const plain = client.transaction.bind(client);
  client.transaction = (...args) => {
    const transaction = plain(...args);
    if (!transaction.readOnly) transaction.begin = beginImmediate;
    return transaction;
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- Knex wants a promise, also of what fails
async function beginImmediate(connection: Sqlite.Database): Promise<void> {
  connection.pragma('busy_timeout = 0');
  try {
    connection.exec('BEGIN IMMEDIATE');
  } catch (error) {
    throw isLocked(error) ? new WriteLockTaken('another connection is writing', { cause: error }) : error;
  } finally {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

const isLocked = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string }).code ?? '');
