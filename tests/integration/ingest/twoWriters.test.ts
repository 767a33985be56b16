import { rmSync } from 'node:fs';
import { openDatabase } from '../../../lib/db/dialect';
import { findEvent } from '../../../lib/db/eventRepository';
import { messagesAfter } from '../../../lib/db/journalRepository';
import { migrate } from '../../../lib/db/migrate';
import { loadOnCourse } from '../../../lib/db/onCourseRepository';
import { loadRaceDay } from '../../../lib/db/raceDayRepository';
import { apply, type StateMessage } from '../../../lib/domain/apply';
import { indexRaceDay } from '../../../lib/domain/resultList';
import { composeSnapshot } from '../../../lib/domain/snapshot';
import type { DiffData, Snapshot } from '../../../lib/domain/views';
import { localWriter } from '../../../lib/ingest/Writer';
import { resultsBody } from '../../support/booth';
import { liveResult, RACES, springSlalom } from '../../support/springSlalom';
import { databaseIn, dropDatabaseOf } from '../../support/testDatabase';
import { scratchDirectory } from '../../support/testServer';

const DETAILS = {
  ...{ mainTitle: 'T', subTitle: null, location: null, facility: null },
  ...{ startDate: null, endDate: null, discipline: null },
};

/** Two processes write to one event at the same time; what they say together must lead to what is stored. */
async function writeFromTwoSides(url: string): Promise<void> {
  const sides = [openDatabase(url), openDatabase(url)] as const;
  const [db] = sides;
  await migrate(db);
  const [first, second] = sides.map((side) =>
    localWriter({
      db: side,
      clock: Date.now,
      onCommit: () => undefined,
      onError: (error) => {
        throw error;
      },
      options: {
        ...{ keySecret: 'secret', onCourseExpiryMs: 1e9, journalMaxAgeMs: 1e9, journalMaxMessages: 1e6 },
        ...{ auditMaxAgeMs: 1e12, showsViewers: false },
      },
    }),
  ) as [ReturnType<typeof localWriter>, ReturnType<typeof localWriter>];
  const importDay = (writer: typeof first, xml: string) =>
    writer.importExport('TEST', { format: 'xml', bytes: Buffer.from(xml), replacesAll: false });
  const state = async (): Promise<{ seq: number; snapshot: Snapshot }> => {
    const event = await findEvent(db, 'TEST');
    if (!event) throw new Error('the event is gone');
    const index = indexRaceDay(await loadRaceDay(db, event.id));
    return {
      seq: event.lastSeq,
      snapshot: composeSnapshot(event, index, await loadOnCourse(db, event.id)),
    };
  };
  try {
    await first.createEvent({ eventId: 'TEST', details: DETAILS, image: null });
    await importDay(first, springSlalom());
    for (const status of ['startlist', 'running'] as const) await first.changeStatus('TEST', status);
    const { seq, snapshot } = await state();
    const athletes = ['adam', 'ben', 'cyril'] as const;
    await Promise.all(
      [first, second].map(async (writer, side) => {
        for (let i = 0; i < 12; i += 1) {
          const total = 8_000 + ((i * 7 + side * 3) % 11) * 10;
          const race = (['single', 'first', 'second'] as const)[i % 3] ?? 'single';
          const athlete = athletes[(i + side) % 3] ?? 'adam';
          const results = [liveResult(race, athlete, { time: total, pen: 0, total })];
          await writer.pushResults('TEST', resultsBody(results));
          if (i % 5 === 4) await importDay(writer, springSlalom().replace('Dukla', `Dukla ${side} ${i}`));
        }
      }),
    );
    const { id } = (await findEvent(db, 'TEST')) ?? { id: 0 };
    const messages = await messagesAfter(db, id, seq);
    const after = await state();
    // Of the timing's messages the newest is held, so there may be gaps.
    expect(messages.at(-1)?.seq).toBe(after.seq);
    let told: Snapshot | null = snapshot;
    for (const { kind, body } of messages) {
      const message: StateMessage =
        kind === 'diff' ? { type: kind, data: JSON.parse(body ?? '') as DiffData } : { type: 'refresh' };
      expect(kind).toBe('diff');
      told = apply(told, message);
    }
    expect(told?.results[RACES.single]).toEqual(after.snapshot.results[RACES.single]);
    expect(told).toEqual(after.snapshot);
  } finally {
    await Promise.all([first.close(), second.close()]);
    await Promise.all(sides.map((side) => side.destroy()));
  }
}

test('what two writers say together leads to what is stored', async () => {
  const directory = scratchDirectory();
  try {
    await writeFromTwoSides(await databaseIn(directory));
  } finally {
    await dropDatabaseOf(directory);
    rmSync(directory, { recursive: true, force: true });
  }
});
