import { pruneJournals } from '../../../lib/ingest/Ingest';
import { liveResult, onCourse } from '../../support/springSlalom';
import { type Booth, onCourseBody, openBooth, resultsBody } from '../../support/booth';

let booth: Booth;
afterEach(() => booth.close());

/** Pushes as many results, one message each. */
async function say(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const total = 8_000 + booth.clock.now + i;
    await booth.writer.pushResults(
      'TEST',
      resultsBody([liveResult('single', 'adam', { time: total % 90_000, pen: i, total: total % 90_000 })]),
    );
  }
}
const held = async (): Promise<number[]> =>
  (await booth.db<{ seq: number }>('live_messages').orderBy('seq').select('seq')).map(({ seq }) => seq);
const event = async () =>
  booth.db<{ last_seq: number; journal_floor: number }>('events').first('last_seq', 'journal_floor');

test('the newest messages stay, as many as may be; the floor is the last that went', async () => {
  booth = await openBooth(undefined, { journalMaxMessages: 3 });
  await say(5);
  await pruneJournals(booth.ingest);
  const last = (await event())?.last_seq ?? 0;
  expect(await held()).toEqual([last - 2, last - 1, last]);
  expect((await event())?.journal_floor).toBe(last - 3);
});

test('a message of just the age stays, a millisecond later it goes', async () => {
  booth = await openBooth(undefined, { journalMaxAgeMs: 60_000 });
  await say(1);
  const before = await held();
  booth.clock.advance(60_000);
  await pruneJournals(booth.ingest);
  expect([await held(), (await event())?.journal_floor]).toEqual([before, 0]);
  booth.clock.advance(1);
  await pruneJournals(booth.ingest);
  const last = (await event())?.last_seq;
  expect([await held(), (await event())?.journal_floor]).toEqual([[], last]);
});

test('what is younger stays when the older goes, and nothing is done twice', async () => {
  booth = await openBooth(undefined, { journalMaxAgeMs: 60_000 });
  await say(1);
  const old = (await event())?.last_seq ?? 0;
  booth.clock.advance(30_000);
  await say(2);
  booth.clock.advance(30_001);
  await pruneJournals(booth.ingest);
  const rest = await held();
  expect([rest[0], (await event())?.journal_floor]).toEqual([old + 1, old]);
  await pruneJournals(booth.ingest);
  expect([await held(), (await event())?.journal_floor]).toEqual([rest, old]);
});

test('where another process has pruned already nothing is written, and nobody waits for a lock', async () => {
  booth = await openBooth(undefined, { journalMaxMessages: 3 });
  const changes = async () => booth.db.raw<[{ n: number }]>('SELECT total_changes() AS n');
  await say(5);
  await pruneJournals(booth.ingest);
  const before = await changes();
  await pruneJournals(booth.ingest);
  expect(await changes()).toEqual(before);
});

test('of on-course lists only the newest is held', async () => {
  booth = await openBooth();
  const topics = async () => (await booth.db('live_messages').where('topic', 'oncourse')).length;
  for (const athlete of ['adam', 'ben', 'cyril'] as const)
    await booth.writer.pushOnCourse('TEST', onCourseBody([onCourse('single', athlete)]));
  expect(await topics()).toBe(1);
});
