/** The stack on a database that its host opened. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { slalomLive } from '../../../app';
import { EventApi, send } from '../../support/api';
import { WsClient } from '../../support/liveClients';
import { startPortal } from '../../support/portal';
import { scratchPostgres, testOnPostgres } from '../../support/postgres';
import { RACES, springSlalom } from '../../support/springSlalom';
import { scratchDirectory } from '../../support/testServer';

const RACE = RACES.single;

/** Runs a race on the host's database; the host goes on with it afterwards. */
async function race(db: Knex): Promise<void> {
  await db.schema.createTable('articles', (table) => table.text('title'));
  await db('articles').insert({ title: 'Spring is here' });
  const portal = await startPortal({ stack: { db }, env: { KEY_SECRET: 'k'.repeat(32) } });
  const event = await EventApi.withExport(portal.url, springSlalom());
  const viewer = new WsClient(event);
  await viewer.until(({ state }) => state !== null);
  await event.pushResults([{ raceId: RACE, bib: '1', time: 8_410, pen: 200, total: 8_610 }]);
  await viewer.until(({ messages }) => messages.length > 1);
  viewer.close();
  expect(await db('events').pluck('event_id')).toEqual(['TEST']);
  await portal.close();
  // Not closed, and what is its own is as it was.
  expect(await db('articles').pluck('title')).toEqual(['Spring is here']);
  expect(await db('results').count()).not.toEqual([]);
}

test('a SQLite file', async () => {
  const filename = join(scratchDirectory(), 'portal.db');
  const db = knex({ client: 'better-sqlite3', connection: { filename }, useNullAsDefault: true });
  await race(db);
  await db.destroy();
  expect(existsSync(filename)).toBe(true);
});

testOnPostgres('a PostgreSQL, also in a schema of its own', async () => {
  const { url, drop } = await scratchPostgres();
  const db = knex({ client: 'pg', connection: url });
  await race(db);
  await db.raw('CREATE SCHEMA apart');
  const apart = knex({ client: 'pg', connection: url, searchPath: ['apart'] });
  await race(apart);
  expect(await db('apart.events').pluck('event_id')).toEqual(['TEST']);
  await Promise.all([db.destroy(), apart.destroy()]);
  await drop();
});

test('one in memory is refused in words, for no thread could open it; the option databaseUrl takes it', async () => {
  const db = knex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
  await expect(slalomLive({ db, masterPasswords: [] })).rejects.toThrow(
    'db: expected a Knex instance of pg, or of better-sqlite3 with a file',
  );
  await db.destroy();
  const portal = await startPortal({ env: { DATABASE_URL: ':memory:' } });
  await EventApi.withExport(portal.url, springSlalom());
  expect((await send('GET', `${portal.url}/api/v1/events/TEST/results/${RACE}`)).status).toBe(200);
  await portal.close();
});
