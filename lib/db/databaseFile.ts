import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { MIGRATION_NAMES, missingMigrations } from './migrate';
import { sqliteDriver } from './sqlite';

/** SQLite databases as files: what is in one, and how it is copied and put in the place of another. */

/** What is wrong with a file, in words. */
export class DatabaseFileError extends Error {}

/** What a database file of ours holds. */
export interface DatabaseContent {
  /** Migrations that it has not had yet. */
  missing: string[];
  events: { id: number; eventId: string; keyVersion: number; keyHash: string }[];
}

/** How many pages of 4 kB are copied before others get a turn. */
const PAGES_AT_ONCE = 2_000;
/** How long a lock that somebody holds for a moment is waited for, in milliseconds. */
const LOCK_WAIT_MS = 1_000;

/**
 * Copies a database that may be in use, as it is at one moment, into one plain file; `to` is there only when it is whole.
 * Throws {@link DatabaseFileError} where `from` is not a database of ours, or is damaged.
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number) => void = () => undefined,
): Promise<DatabaseContent> {
  const partial = `${to}.partial-${process.pid}`;
  try {
    await withDatabase(from, async (source) => {
      let least = Infinity;
      await source.backup(partial, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
          // Somebody wrote meanwhile, so that it began anew: the rest at once, or it might never end.
          const isAgain = remainingPages > least;
          least = remainingPages;
          return isAgain ? totalPages : PAGES_AT_ONCE;
        },
      });
    });
    onProgress(1);
    // Else it could not be read from a medium that cannot be written.
    await withDatabase(partial, (copy) => copy.pragma('journal_mode = DELETE'));
    const content = await readDatabase(partial);
    renameSync(partial, to);
    return content;
  } finally {
    removeDatabase(partial);
  }
}

/** Looks into a database, all of it. Throws {@link DatabaseFileError} where it is damaged, newer than this program, or another's. */
export function readDatabase(path: string): Promise<DatabaseContent> {
  return withDatabase(path, (database) => {
    const [first] = database.pragma('quick_check(1)') as { quick_check: string }[];
    if (first?.quick_check !== 'ok') {
      throw new DatabaseFileError(`${path} is damaged: ${first?.quick_check ?? 'it cannot be checked'}`);
    }
    const tables = database.prepare('SELECT name FROM sqlite_master').pluck().all() as string[];
    if (!['knex_migrations', 'events'].every((name) => tables.includes(name))) {
      throw new DatabaseFileError(`${path} is a database, but not one of slalom-live`);
    }
    const applied = database.prepare('SELECT name FROM knex_migrations').pluck().all() as string[];
    const unknown = applied.filter((name) => !MIGRATION_NAMES.includes(name));
    if (unknown.length > 0) {
      throw new DatabaseFileError(
        `${path} is of a newer version of slalom-live, which knows ${unknown.join(', ')}; update this one first`,
      );
    }
    const events = database
      .prepare(
        'SELECT id, event_id AS eventId, key_version AS keyVersion, key_hash AS keyHash FROM events ORDER BY id',
      )
      .all() as DatabaseContent['events'];
    return { missing: missingMigrations(applied), events };
  });
}

/**
 * Puts the database `by` in the place of `path`; what was there is kept under the name that is answered, null where there
 * was none. Throws {@link DatabaseFileError} while anyone has it open; then nothing has changed.
 */
export async function replaceDatabase(path: string, by: string, kept: string): Promise<string | null> {
  const replace = (): void => {
    // What lies beside a database would be taken for the new one's.
    for (const part of ['', '-wal', '-shm']) {
      if (existsSync(path + part)) renameSync(path + part, kept + part);
    }
    renameSync(by, path);
  };
  if (!existsSync(path)) {
    replace();
    return null;
  }
  await withDatabase(path, (database) => {
    takeForOneself(database, path);
    replace();
  });
  return kept;
}

/** Throws where another connection has it open: in WAL mode each holds a lock as long as it lives. */
function takeForOneself(database: Database, path: string): void {
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    // All that was written goes into the one file.
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    const code = codeOf(error);
    // Damaged, which is why it is to be replaced.
    if (code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT') === true) return;
    if (code !== 'SQLITE_BUSY') throw error;
    throw new DatabaseFileError(`${path} is in use; stop the server that has it open, then restore again`);
  }
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code;

async function withDatabase<T>(path: string, work: (database: Database) => T | Promise<T>): Promise<T> {
  if (!existsSync(path)) throw new DatabaseFileError(`there is no file ${path}`);
  const driver = sqliteDriver();
  let database: Database | null = null;
  try {
    database = new driver(path, { fileMustExist: true, timeout: LOCK_WAIT_MS });
    return await work(database);
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_') === true) {
      throw new DatabaseFileError(`${path} cannot be used: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  } finally {
    database?.close();
  }
}

function removeDatabase(path: string): void {
  for (const part of ['', '-journal', '-wal', '-shm']) rmSync(path + part, { force: true });
}
