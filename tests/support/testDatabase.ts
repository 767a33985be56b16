import { join } from 'node:path';
import { scratchPostgres } from './postgres';

/** Whether tests that open a database do so on PostgreSQL: see jest.config.js. */
export const isOnPostgres = process.env.TEST_DATABASE === 'postgres';

/** A test of what only SQLite has, such as its file: on PostgreSQL there is none. */
export const testOnSqlite = (name: string, body: () => Promise<void>): void => {
  if (!isOnPostgres) test(name, body);
};

const databases = new Map<string, ReturnType<typeof scratchPostgres>>();

/** The address of a scratch folder's database: a file in it, or a PostgreSQL database of its own. */
export async function databaseIn(directory: string): Promise<string> {
  if (!isOnPostgres) return join(directory, 'test.db');
  const database = databases.get(directory) ?? scratchPostgres();
  databases.set(directory, database);
  return (await database).url;
}

/** Drops the database that is not in the folder itself, once nobody uses it any more. */
export async function dropDatabaseOf(directory: string): Promise<void> {
  const database = databases.get(directory);
  databases.delete(directory);
  await (await database)?.drop();
}

// Of servers that are started again on the same folder.
if (isOnPostgres) afterAll(() => Promise.all([...databases.keys()].map(dropDatabaseOf)));
