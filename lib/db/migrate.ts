import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import {
  inWriteTransaction,
  isOnPostgres,
  openDatabase,
  type DatabaseAddress,
  type Executor,
} from './dialect';
import * as raceDay from './migrations/0001-race-day';
import * as viewers from './migrations/0002-viewers';
import * as epochs from './migrations/0003-epochs';
import * as timing from './migrations/0004-timing';
import * as faults from './migrations/0005-faults';
import * as reviews from './migrations/0006-reviews';
import * as revision from './migrations/0007-revision';
import * as operation from './migrations/0008-operation';
import * as control from './migrations/0009-control';
import * as splits from './migrations/0010-splits';
import * as push from './migrations/0011-push';
import * as namesakes from './migrations/0012-namesakes';

/** In order; a migration that was released is never changed, only followed by another. */
const MIGRATIONS: Record<string, Knex.Migration> = {
  '0001-race-day': raceDay,
  '0002-viewers': viewers,
  '0003-epochs': epochs,
  '0004-timing': timing,
  '0005-faults': faults,
  '0006-reviews': reviews,
  '0007-revision': revision,
  '0008-operation': operation,
  '0009-control': control,
  '0010-splits': splits,
  '0011-push': push,
  '0012-namesakes': namesakes,
};

/** The names of all migrations, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/** Those that a database has not had yet. */
export const missingMigrations = (applied: string[]): string[] =>
  MIGRATION_NAMES.filter((name) => !applied.includes(name));

/** Listed in code rather than found in a folder, so that sources, builds and tests run the same list. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve([...MIGRATION_NAMES]),
  getMigrationName: (name) => name,
  getMigration: (name) => {
    const migration = MIGRATIONS[name];
    if (!migration) throw new TypeError(`unknown migration ${name}`);
    return Promise.resolve(migration);
  },
};

/** How long to wait for another process that is writing to a SQLite file, in milliseconds. */
const WAIT_MS = 60_000;
/** How often it is looked whether another process has done it, in milliseconds. */
const LOOK_AGAIN_MS = 500;
const OTHER_SCHEMA =
  'the schema is not that of this version, and a process with ROLE=edge does not change it';
/** A number of our own among PostgreSQL's advisory locks. */
const ADVISORY_LOCK = 7_341_520_112;

/**
 * Brings the schema up to date; answers the names of the migrations that were run. Of several processes that start at once
 * the first one runs them, all in one transaction, and the others wait for it. Where nothing is to do nothing is locked.
 */
export async function migrate(db: Knex): Promise<string[]> {
  if (await isUpToDate(db)) return [];
  const latest = async (trx: Executor): Promise<string[]> => {
    // SQLite has one lock for all that is written, and the transaction has it.
    if (isOnPostgres(trx)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [ADVISORY_LOCK]);
    const [, applied] = (await trx.migrate.latest({ migrationSource })) as [number, string[]];
    return applied;
  };
  return inWriteTransaction(db, latest, WAIT_MS);
}

/** The same over a connection of its own, which may wait: another process may be running them for minutes. */
export async function migrateAt(address: DatabaseAddress): Promise<string[]> {
  const db = openDatabase(address, { isPatient: true });
  try {
    return await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** Waits until another process has brought the schema up to date; throws where that takes too long. */
export async function waitForSchema(db: Knex, waitMs = WAIT_MS): Promise<void> {
  const giveUpAt = performance.now() + waitMs;
  while (!(await isUpToDate(db))) {
    if (performance.now() >= giveUpAt)
      throw new Error(`${OTHER_SCHEMA}: start one of this version with another ROLE`);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Whether the schema is that of this version; throws where a later one wrote it. */
export async function isUpToDate(db: Knex): Promise<boolean> {
  if (!(await db.schema.hasTable('knex_migrations'))) return false;
  const applied = await db<{ name: string }>('knex_migrations').orderBy('id').pluck('name');
  const unknown = applied.filter((name) => !MIGRATION_NAMES.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `it was written by a later version of slalom-live (${unknown.join(', ')}), which this one cannot read: run that version, or put a backup back`,
    );
  }
  return applied.length === MIGRATION_NAMES.length;
}
