/** Databases as files: copied while they are written to, and put in the place of another. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyDatabase, DatabaseFileError, readDatabase, replaceDatabase } from '../../../lib/db/databaseFile';
import { openDatabase } from '../../../lib/db/dialect';
import { sqliteDriver } from '../../../lib/db/sqlite';
import { EventApi, send } from '../../support/api';
import { RACES, springSlalom } from '../../support/springSlalom';
import { scratchDirectory, startTestServer } from '../../support/testServer';

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatabaseFileError);
  return (error as Error).message;
};

/** A database with an event, and nobody who has it open. */
async function made(directory: string, eventId = 'TEST'): Promise<string> {
  const server = await startTestServer({ directory });
  await EventApi.withExport(server.url, springSlalom(), 'running', eventId);
  await server.close();
  return join(directory, 'test.db');
}

test('a copy that is made while results come in is whole, and of one moment', async () => {
  const directory = scratchDirectory();
  const server = await startTestServer({ directory });
  const event = await EventApi.withExport(server.url, springSlalom());

  const over = new AbortController();
  const pushing = (async () => {
    for (let time = 9_000; !over.signal.aborted; time += 1) {
      await event.pushResults([{ raceId: RACES.single, bib: '1', time, pen: 0, total: time }]);
    }
  })();
  for (let copy = 0; copy < 5; copy += 1) {
    const to = join(directory, `copy-${copy}.db`);
    const shares: number[] = [];
    const content = await copyDatabase(join(directory, 'test.db'), to, (done) => shares.push(done));
    expect(content.events.map(({ eventId }) => eventId)).toEqual(['TEST']);
    expect(shares.at(-1)).toBe(1);
  }
  over.abort();
  await pushing;
  await server.close();
  // Nothing lies about beside them.
  expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toHaveLength(5);
});

test('a file that is damaged, newer, of another program or not there is told as that, and nothing is left of it', async () => {
  const directory = scratchDirectory();
  const path = await made(directory);
  const to = join(directory, 'copy.db');
  expect(await refusal(copyDatabase(join(directory, 'none.db'), to))).toContain('there is no file');

  const text = join(directory, 'text.db');
  writeFileSync(text, 'no database at all, but long enough to look like one '.repeat(100));
  expect(await refusal(copyDatabase(text, to))).toContain('not a database');

  const other = join(directory, 'other.db');
  const Driver = sqliteDriver();
  new Driver(other).exec('CREATE TABLE shop (item)').close();
  expect(await refusal(copyDatabase(other, to))).toContain('not one of slalom-live');

  const newer = join(directory, 'newer.db');
  await copyDatabase(path, newer);
  const later = new Driver(newer);
  later.exec("INSERT INTO knex_migrations (name, batch) VALUES ('0999-better', 9)").close();
  expect(await refusal(copyDatabase(newer, to))).toContain(
    'newer version of slalom-live, which knows 0999-better',
  );

  const bytes = readFileSync(path);
  bytes.fill(0x5a, 8_192, 40_960);
  const damaged = join(directory, 'damaged.db');
  writeFileSync(damaged, bytes);
  await refusal(copyDatabase(damaged, to));
  expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toEqual([]);
});

test('a database is not replaced while anyone has it open, and kept when it is', async () => {
  const directory = scratchDirectory();
  const path = await made(directory, 'OLD');
  const backup = join(scratchDirectory(), 'backup.db');
  await copyDatabase(path, backup);
  const server = await startTestServer({ directory });
  await EventApi.create(server.url, 'NEW');
  const arriving = join(directory, 'arriving.db');
  await copyDatabase(backup, arriving);
  const kept = join(directory, 'kept.db');
  expect(await refusal(replaceDatabase(path, arriving, kept))).toContain('is in use');
  expect(existsSync(kept)).toBe(false);
  expect((await send('GET', `${server.url}/api/v1/admin/events`)).body.events).toHaveLength(2);
  await server.close();

  await replaceDatabase(path, arriving, kept);
  expect((await readDatabase(path)).events.map(({ eventId }) => eventId)).toEqual(['OLD']);
  expect((await readDatabase(kept)).events.map(({ eventId }) => eventId)).toEqual(['OLD', 'NEW']);
  expect(existsSync(arriving)).toBe(false);
});

test('what a killed server had not yet written into the file is kept, too', async () => {
  const directory = scratchDirectory();
  const path = await made(directory, 'OLD');
  const arriving = join(directory, 'arriving.db');
  await copyDatabase(path, arriving);
  // As a killed server leaves it: the last commits are beside the file, and nobody is there.
  const db = openDatabase(path);
  await db('events').update({ event_id: 'LATE' });
  const left = join(scratchDirectory(), 'race.db');
  for (const part of ['', '-wal']) writeFileSync(left + part, readFileSync(path + part));
  await db.destroy();
  const kept = `${left}.kept`;
  await replaceDatabase(left, arriving, kept);
  expect((await readDatabase(left)).events[0]?.eventId).toBe('OLD');
  expect((await readDatabase(kept)).events[0]?.eventId).toBe('LATE');
});

test("what lies beside a database that is gone is not taken for the new one's", async () => {
  const directory = scratchDirectory();
  const path = await made(directory, 'OLD');
  const arriving = join(directory, 'arriving.db');
  await copyDatabase(path, arriving);
  const left = join(scratchDirectory(), 'race.db');
  for (const part of ['-wal', '-shm']) writeFileSync(left + part, 'of another database');
  await replaceDatabase(left, arriving, `${left}.kept`);
  expect(existsSync(`${left}-wal`)).toBe(false);
  expect((await readDatabase(left)).events[0]?.eventId).toBe('OLD');
});

test('a damaged database can be replaced', async () => {
  const directory = scratchDirectory();
  const path = await made(directory);
  const arriving = join(directory, 'arriving.db');
  await copyDatabase(path, arriving);
  writeFileSync(path, 'what is left after a power cut '.repeat(500));
  const kept = `${path}.kept`;
  await replaceDatabase(path, arriving, kept);
  expect((await readDatabase(path)).events).toHaveLength(1);
  expect(readFileSync(kept, 'utf8')).toContain('power cut');
});
