import { rmSync } from 'node:fs';
import type { Knex } from 'knex';
import { openDatabase } from '../../lib/db/dialect';
import { migrate } from '../../lib/db/migrate';
import type { DiffData } from '../../lib/domain/views';
import type { Commit } from '../../lib/db/journalRepository';
import type { Ingest } from '../../lib/ingest/Ingest';
import { HeldRaceDays } from '../../lib/ingest/HeldRaceDays';
import { localWriter, type Writer } from '../../lib/ingest/Writer';
import { databaseIn, dropDatabaseOf } from './testDatabase';
import { FakeClock, scratchDirectory } from './testServer';
import { springSlalom } from './springSlalom';

/** A writer on a database of its own, without HTTP; what it commits is kept. */
export interface Booth {
  writer: Writer;
  /** For what the writer does by itself when time demands it. */
  ingest: Ingest;
  db: Knex;
  clock: FakeClock;
  /** Since the last call: the data of each diff that was announced, and `full`. */
  announced: () => (DiffData | 'full')[];
  close: () => Promise<void>;
}

/** What comes as a push of results, and as one of who is on the course. */
export const resultsBody = (results: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ results }));
export const onCourseBody = (oncourse: readonly unknown[]): Buffer =>
  Buffer.from(JSON.stringify({ oncourse }));

/** An event `TEST` with an export, running. */
export async function openBooth(
  xml: string = springSlalom(),
  options: Partial<Ingest['options']> = {},
  /** Told of each commit, too. */
  onCommit: (commit: Commit) => void = () => undefined,
): Promise<Booth> {
  const directory = scratchDirectory();
  const clock = new FakeClock();
  const db = openDatabase(await databaseIn(directory));
  await migrate(db);
  let commits: Commit[] = [];
  const ingest: Ingest = {
    db,
    writerId: 'booth',
    raceDays: new HeldRaceDays(clock.read),
    clock: clock.read,
    onCommit: (commit) => {
      commits.push(commit);
      onCommit(commit);
    },
    options: {
      keySecret: 'secret',
      onCourseExpiryMs: 10_000,
      journalMaxAgeMs: 3_600_000,
      journalMaxMessages: 100,
      auditMaxAgeMs: 86_400_000,
      showsViewers: false,
      ...options,
    },
  };
  const { writerId: _, raceDays: _held, ...parts } = ingest;
  const writer = localWriter({
    ...parts,
    onError: (error) => {
      throw error;
    },
  });
  const details = {
    mainTitle: 'T',
    subTitle: null,
    location: null,
    facility: null,
    startDate: null,
    endDate: null,
    discipline: null,
  };
  await writer.createEvent({ eventId: 'TEST', details, image: null });
  await writer.importExport('TEST', { format: 'xml', bytes: Buffer.from(xml), replacesAll: false });
  await writer.changeStatus('TEST', 'startlist');
  await writer.changeStatus('TEST', 'running');
  commits = [];
  return {
    writer,
    ingest,
    db,
    clock,
    announced: () => {
      const messages = commits.flatMap((commit) => commit.messages);
      commits = [];
      return messages.map(({ kind, body }) =>
        kind === 'full' || body === null ? 'full' : (JSON.parse(body) as DiffData),
      );
    },
    close: async () => {
      await writer.close();
      await db.destroy();
      await dropDatabaseOf(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
