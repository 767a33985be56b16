/** A database that does not have what viewers have seen: put back from a copy, or short of its last commits. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../../lib/db/dialect';
import { pruneJournals } from '../../../lib/ingest/Ingest';
import { EventApi } from '../../support/api';
import { faultTest } from '../../support/faultTest';
import { FORMS, type LiveClient, type LiveTarget } from '../../support/liveClients';
import { databaseIn, testOnSqlite } from '../../support/testDatabase';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const RACE = 'K1M_BR1_1';
const result = (bib: number, time: number) => ({ raceId: RACE, bib, time, pen: 0, total: time });

let directory: string;
let server: TestServer;
let event: EventApi;
const clients: LiveClient[] = [];

const backup = (): string => join(directory, 'backup');

/** The database's files as they are in this moment. */
function copyTo(folder: string): void {
  mkdirSync(folder);
  for (const name of readdirSync(directory).filter((one) => /^test\.db(-wal)?$/.test(one))) {
    copyFileSync(join(directory, name), join(folder, name));
  }
}

/** Ends the server, and starts one on the same database, `meanwhile` having been done. */
async function restart(meanwhile: () => void = () => undefined): Promise<void> {
  await server.close();
  meanwhile();
  server = await startTestServer({ directory });
  event = event.at(server.url);
}

/** In place of what the server wrote since. */
function putBack(): void {
  for (const name of readdirSync(directory).filter((one) => one.startsWith('test.db'))) {
    rmSync(join(directory, name));
  }
  for (const name of readdirSync(backup())) copyFileSync(join(backup(), name), join(directory, name));
}

const numberOf = (id: string): number => parseInt(id.split('-')[1] ?? '', 36);
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** It got each message between the two once, and no `full`. */
function expectDiffs({ messages }: LiveClient, after: string, last: string): void {
  expect(messages.map(({ id }) => numberOf(id))).toEqual(numbers(numberOf(after) + 1, numberOf(last)));
  expect(messages.every(({ type }) => type === 'diff')).toBe(true);
}

/** Forgets all but the newest `journalMaxMessages` messages, on the database of a stopped server. */
async function prune(journalMaxMessages: number): Promise<void> {
  const db = openDatabase(await databaseIn(directory));
  const options = { journalMaxMessages, journalMaxAgeMs: 3_600_000 };
  await pruneJournals({ db, clock: Date.now, options });
  await db.destroy();
}

const cursor = async (): Promise<string> => (await event.get('snapshot')).body.id as string;
const state = async (): Promise<object> => (await event.get('snapshot')).body.data as object;

function comeBack(connect: (target: LiveTarget) => LiveClient, since: string): LiveClient {
  const client = connect({ url: server.url, eventId: event.eventId, since });
  clients.push(client);
  return client;
}

beforeEach(async () => {
  directory = scratchDirectory();
  server = await startTestServer({ directory });
  event = await EventApi.withExport(server.url, xml);
  await event.pushResults([result(4, 8000)]);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe.each(FORMS.filter(([name]) => /plain|poll/.test(name)))('%s', (_name, connect) => {
  faultTest(
    'the journal has lost its end, as where a copy was put back',
    {
      booth: 'goes on',
      viewers: 'get a snapshot, and then what comes',
      operator: '–',
      afterwards: 'by itself',
    },
    async () => {
      copyTo(backup());
      for (const time of [7000, 7100]) await event.pushResults([result(5, time)]);
      const lost = await cursor();
      await restart(putBack);
      for (const time of [9000, 9100, 9200]) await event.pushResults([result(5, time)]);
      expect(numberOf(await cursor())).toBeGreaterThan(numberOf(lost));
      const client = comeBack(connect, lost);
      await client.until(({ messages }) => messages.length > 0);
      expect(client.messages[0]?.type).toBe('full');
      await event.pushResults([result(4, 8500)]);
      const last = await cursor();
      await client.until(({ lastId }) => lastId === last);
      expect(client.state).toEqual(await state());
    },
    testOnSqlite,
  );

  testOnSqlite(
    'with a number that this history has not come to gets a full before it comes to it',
    async () => {
      const kept = numberOf(await cursor());
      copyTo(backup());
      for (const time of [7000, 7100]) await event.pushResults([result(5, time)]);
      const lost = await cursor();
      await restart(putBack);
      const client = comeBack(connect, lost);
      await client.until(({ messages }) => messages.length > 0);
      for (const time of [9000, 9100, 9200]) await event.pushResults([result(5, time)]);
      const last = await cursor();
      await client.until(({ lastId }) => lastId === last);
      expect(client.messages[0]?.type).toBe('full');
      expect(client.messages.map(({ id }) => numberOf(id))).toEqual(numbers(kept, numberOf(last)));
      expect(client.state).toEqual(await state());
    },
  );

  testOnSqlite('with a number from before the copy gets exactly what this history has since', async () => {
    const kept = await cursor();
    copyTo(backup());
    await event.pushResults([result(5, 7000)]);
    await restart(putBack);
    for (const time of [9000, 9100]) await event.pushResults([result(5, time)]);
    const last = await cursor();
    const client = comeBack(connect, kept);
    await client.until(({ lastId }) => lastId === last);
    expectDiffs(client, kept, last);
  });

  test('resumes over two restarts that lost nothing', async () => {
    const seen = await cursor();
    await event.pushResults([result(5, 9000)]);
    await restart();
    await event.pushResults([result(5, 9100)]);
    await restart();
    await event.pushResults([result(4, 9200)]);
    const last = await cursor();
    const client = comeBack(connect, seen);
    await client.until(({ lastId }) => lastId === last);
    expectDiffs(client, seen, last);
  });
});

test('two processes that write in turn give cursors that lead on in both', async () => {
  const other = await startTestServer({ directory });
  try {
    const cursors = [await cursor()];
    for (const [i, writer] of [other, server, other, server].entries()) {
      await event.at(writer.url).pushResults([result(5, 9000 + i)]);
      cursors.push(await cursor());
    }
    const last = cursors.at(-1) ?? '';
    for (const since of cursors.slice(0, -1)) {
      for (const { url } of [server, other]) {
        const { body } = await event.at(url).get(`poll?wait=0&since=${since}`);
        const { messages } = body as { messages: { id: string; type: string }[] };
        expect(messages.map(({ id }) => numberOf(id))).toEqual(numbers(numberOf(since) + 1, numberOf(last)));
        expect(messages.every(({ type }) => type === 'diff')).toBe(true);
        expect(messages.at(-1)?.id).toBe(last);
      }
    }
  } finally {
    await other.close();
  }
});

faultTest(
  'the database is of an earlier version',
  {
    booth: 'goes on',
    viewers: 'resume where they were',
    operator: 'it is brought up to date at the start',
    afterwards: 'by itself',
  },
  async () => {
    await event.pushResults([result(5, 9000)]);
    await server.close();
    const db = openDatabase(await databaseIn(directory));
    const [, connect] = FORMS[0] as (typeof FORMS)[number];
    await db.raw(`ALTER TABLE events RENAME COLUMN epochs TO epoch`);
    await db('events').update({ epoch: '562141ecf43e' });
    await db('knex_migrations').where('name', '0003-epochs').delete();
    const { last_seq: lastSeq } = (await db<{ last_seq: number }>('events').first('last_seq')) ?? {
      last_seq: 0,
    };
    await db.destroy();
    server = await startTestServer({ directory });
    event = event.at(server.url);
    expect(await cursor()).toBe(`562141ecf43e-${lastSeq.toString(36)}`);
    await event.pushResults([result(4, 9000)]);
    expect(await cursor()).not.toMatch(/^562141ecf43e/);
    const last = await cursor();
    const client = comeBack(connect, `562141ecf43e-${(lastSeq - 1).toString(36)}`);
    await client.until(({ lastId }) => lastId === last);
    expectDiffs(client, `562141ecf43e-${(lastSeq - 1).toString(36)}`, last);
  },
);

test('an epoch goes when the journal holds nothing of it any more', async () => {
  await server.close();
  const epochs = async (): Promise<number> => {
    const db = openDatabase(await databaseIn(directory));
    const { epochs: text } = (await db<{ epochs: string }>('events').first('epochs')) ?? { epochs: '[]' };
    await db.destroy();
    return (JSON.parse(text) as unknown[]).length;
  };
  for (let starts = 2; starts <= 5; starts += 1) {
    server = await startTestServer({ directory });
    event = event.at(server.url);
    for (const time of [9000, 9100]) await event.pushResults([result(5, starts * 100 + time)]);
    await server.close();
    expect(await epochs()).toBe(starts);
  }
  await prune(3);
  // Of the last epoch both messages are held; of the one before it one, and its cursors lead on from there.
  expect(await epochs()).toBe(2);
  server = await startTestServer({ directory });
});
