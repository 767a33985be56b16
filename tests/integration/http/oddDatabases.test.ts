/** Databases that are not what a server expects to find. */
import { openDatabase } from '../../../lib/db/dialect';
import { migrate } from '../../../lib/db/migrate';
import { rmSync, writeFileSync } from 'node:fs';
import { faultTest } from '../../support/faultTest';
import { databaseIn, testOnSqlite } from '../../support/testDatabase';
import { scratchDirectory, startTestServer } from '../../support/testServer';

faultTest(
  'the database is of a later version',
  {
    booth: '–',
    viewers: '–',
    operator: 'it does not start, says why, and changes nothing',
    afterwards: 'with that version',
  },
  async () => {
    const directory = scratchDirectory();
    const db = openDatabase(await databaseIn(directory));
    await migrate(db);
    const row = { name: '0999-better', batch: 9, migration_time: '2030-01-01T00:00:00Z' };
    await db('knex_migrations').insert(row);
    await expect(startTestServer({ directory })).rejects.toThrow(
      'it was written by a later version of slalom-live (0999-better), which this one cannot read',
    );
    expect(await db('knex_migrations').where('name', '0999-better').pluck('batch')).toEqual([9]);
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  },
);

faultTest(
  'the database file is empty',
  {
    booth: 'its key is not known',
    viewers: '404',
    operator: 'a warning in the log',
    afterwards: 'slalom-live restore',
  },
  async () => {
    const directory = scratchDirectory();
    writeFileSync(await databaseIn(directory), '');
    const lines: string[] = [];
    const logTo = { write: (line: string) => void lines.push(line) };
    const server = await startTestServer({ directory, env: { LOG_LEVEL: 'warn' }, logTo });
    expect(lines.join('')).toContain('the database file is empty and begins anew');
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  },
  testOnSqlite,
);
