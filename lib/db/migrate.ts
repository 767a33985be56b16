import type { Knex } from 'knex';
import * as raceDay from './migrations/0001-race-day';
import * as viewers from './migrations/0002-viewers';
import * as epochs from './migrations/0003-epochs';
import * as timing from './migrations/0004-timing';
import * as faults from './migrations/0005-faults';
import * as reviews from './migrations/0006-reviews';
import * as revision from './migrations/0007-revision';

/** In order; a migration that was released is never changed, only followed by another. */
const MIGRATIONS: Record<string, Knex.Migration> = {
  '0001-race-day': raceDay,
  '0002-viewers': viewers,
  '0003-epochs': epochs,
  '0004-timing': timing,
  '0005-faults': faults,
  '0006-reviews': reviews,
  '0007-revision': revision,
};

/** Listed in code rather than found in a folder, so that sources, builds and tests run the same list. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS)),
  getMigrationName: (name) => name,
  getMigration: (name) => {
    const migration = MIGRATIONS[name];
    if (!migration) throw new TypeError(`unknown migration ${name}`);
    return Promise.resolve(migration);
  },
};

/** Brings the schema up to date; answers the names of the migrations that were run. */
export async function migrate(db: Knex): Promise<string[]> {
  const [, applied] = (await db.migrate.latest({ migrationSource })) as [number, string[]];
  return applied;
}
