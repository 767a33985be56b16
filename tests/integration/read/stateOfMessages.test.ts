/** What is held of an event and changed by its messages is at every moment what its database holds. */
import fc from 'fast-check';
import { findEvent } from '../../../lib/db/eventRepository';
import type { Commit } from '../../../lib/db/journalRepository';
import { pruneJournals } from '../../../lib/ingest/Ingest';
import { liveCounters } from '../../../lib/live/counters';
import { LiveChannels } from '../../../lib/live/LiveChannels';
import { EventState } from '../../../lib/read/EventState';
import { localReader } from '../../../lib/read/Reader';
import { WHOLE } from '../../../lib/read/View';
import { type Booth, onCourseBody, openBooth, resultsBody } from '../../support/booth';
import { isOnPostgres } from '../../support/testDatabase';
import type { XmlSection } from '../../support/exportXml';
import {
  ATHLETES,
  liveResult,
  onCourse,
  RACES,
  springSlalom,
  type Athlete,
  type ExportedRun,
} from '../../support/springSlalom';

const race = fc.constantFrom(...(Object.keys(RACES) as (keyof typeof RACES)[]));
const athlete = fc.constantFrom(...(Object.keys(ATHLETES) as Athlete[]));

const livePush = fc.record({
  kind: fc.constant('results' as const),
  rows: fc.array(
    fc.record({
      race,
      athlete,
      time: fc.integer({ min: 7_000, max: 7_900 }),
      pen: fc.constantFrom(0, 200, 5_000),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  status: fc.constantFrom(null, null, 'DNF', 'DNS'),
});

const NEW_RACE: XmlSection = [
  'Schedule',
  { RaceId: 'K1M_SR_7', RaceOrder: 9, ClassId: 'K1M', DisId: 'SR', CourseNr: 1, RaceStatus: 1 },
];
const NEW_START: XmlSection = ['Results', { RaceId: 'K1M_SR_7', Id: '11.K1M', Bib: '1', StartOrder: 1 }];

const exported = fc.record({
  kind: fc.constant('export' as const),
  runs: fc.array(
    fc
      .record({
        race,
        athlete,
        Time: fc.constantFrom(79_000, 81_000),
        Pen: fc.constantFrom(0, 2),
        gate: fc.nat(2),
      })
      .map(({ gate, Time, Pen, ...one }): ExportedRun => ({
        ...one,
        Time,
        Pen,
        Total: Time + Pen * 1_000,
        // Gates that the penalty does not tell: only the details are others.
        Gates: ['  0  0  0  0  0', '  2  0  0  0  0', '  0  2  0  0  0'][gate] ?? '',
        dtStart: '10:00:00',
        dtFinish: '10:01:20',
      })),
    { maxLength: 6 },
  ),
  course: fc.constantFrom('NNRSNR', 'NNRSNRN'),
  title: fc.constantFrom('One title', 'Another'),
  hasNewRace: fc.boolean(),
  lacksStart: fc.boolean(),
});

const step = fc.oneof(
  { arbitrary: livePush, weight: 6 },
  { arbitrary: exported, weight: 3 },
  {
    arbitrary: fc.record({ kind: fc.constant('oncourse' as const), on: fc.array(athlete, { maxLength: 2 }) }),
    weight: 3,
  },
  fc.record({
    kind: fc.constant('config' as const),
    config: fc.record({ showOnCourse: fc.boolean(), activeRaceId: fc.constantFrom(null, RACES.first) }),
  }),
  fc.record({ kind: fc.constant('status' as const) }),
  fc.record({ kind: fc.constant('prune' as const), keep: fc.nat(3) }),
  fc.record({ kind: fc.constantFrom('restart' as const, 'loseWakeUps' as const, 'refresh' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class World {
  private undelivered: Commit[] | null = null;
  private channels: LiveChannels;

  constructor(private readonly booth: Booth) {
    this.channels = this.open();
  }

  /** Takes what the writer has committed. */
  deliver(commit: Commit): void {
    if (this.undelivered) this.undelivered.push(commit);
    else this.channels.deliver(commit);
  }

  close(): void {
    this.channels.close('shutdown');
  }

  async step(one: Step): Promise<void> {
    const { writer, db, clock, ingest } = this.booth;
    clock.advance(1_000);
    if (one.kind === 'results') {
      const rows = one.rows.map(({ race: raceName, athlete: who, time, pen }) =>
        liveResult(raceName, who, { time, pen, total: time + pen, status: one.status }),
      );
      await writer.pushResults('TEST', resultsBody(rows));
    } else if (one.kind === 'export') {
      const xml = springSlalom({
        runs: one.runs,
        event: { MainTitle: one.title },
        extra: one.hasNewRace ? [NEW_RACE, NEW_START] : [],
        without: (section, row) => one.lacksStart && section === 'Results' && row.Id === '13.K1M',
      }).replace('NNRSNR<', `${one.course}<`);
      await writer.importExport('TEST', { format: 'xml', bytes: Buffer.from(xml), replacesAll: false });
    } else if (one.kind === 'oncourse') {
      await writer
        .pushOnCourse('TEST', onCourseBody(one.on.map((who) => onCourse('single', who, {}))))
        .catch(ignore);
    } else if (one.kind === 'config') {
      await writer.changeConfig('TEST', one.config);
    } else if (one.kind === 'status') {
      const { status } = (await findEvent(db, 'TEST')) ?? {};
      await writer.changeStatus('TEST', status === 'running' ? 'finished' : 'running');
    } else if (one.kind === 'prune') {
      const options = { journalMaxAgeMs: 3_600_000, journalMaxMessages: one.keep };
      await pruneJournals({ ...ingest, options });
    } else if (one.kind === 'restart') {
      this.close();
      this.channels = this.open();
    } else if (one.kind === 'refresh') {
      await writer.refreshViewers('TEST');
    } else {
      this.undelivered = [];
      return;
    }
    await this.compare();
  }

  private open(): LiveChannels {
    return new LiveChannels({
      reader: localReader({ db: this.booth.db, showsViewers: true, prefix: '' }),
      options: {
        maxWaitingBytes: 100_000,
        maxFullBytes: 1_000_000,
        maxSlowMs: 10_000,
        batchMs: 0,
        maxContexts: 10,
        clock: this.booth.clock.read,
        counters: liveCounters(),
      },
      countViewers: null,
      onError: (error) => {
        throw error;
      },
    });
  }

  private async compare(): Promise<void> {
    const reader = localReader({ db: this.booth.db, showsViewers: true, prefix: '' });
    const event = await findEvent(this.booth.db, 'TEST');
    if (!event) throw new Error('the event is gone');
    // Who was not woken hears of it from whoever looks the event up, and from the next wake-up.
    const channel = this.channels.of(event);
    await channel.heal();
    const held = await channel.state();
    const loaded = await reader.loadState(event.id);
    if (!loaded) throw new Error('the event is gone');
    const stored = new EventState(loaded, (raceId, catId) => reader.loadDetails(event.id, raceId, catId));
    expect(held.seq).toBe(stored.seq);
    expect(await everythingIn(held)).toEqual(await everythingIn(stored));
    for (const late of this.undelivered?.splice(0) ?? []) this.channels.deliver(late);
    this.undelivered = null;
  }
}

/** Every answer that a state gives. */
async function everythingIn(state: EventState): Promise<unknown> {
  const lists = await Promise.all(
    [...state.raceIds].map(async (raceId) => [
      state.results(raceId, null).bytes.toString(),
      state.results(raceId, 'ZS').bytes.toString(),
      (await state.detailedResults(raceId, null)).bytes.toString(),
      (await state.detailedResults(raceId, 'ZM')).bytes.toString(),
      state.startList(raceId).bytes.toString(),
    ]),
  );
  const rest = [state.full(WHOLE), state.event(), state.categories(), state.onCourse()];
  return [...rest.map(({ bytes }) => JSON.parse(bytes.toString()) as unknown), lists];
}

const ignore = (): void => undefined;

test('whatever is pushed, imported, changed, pruned or missed, the state of the messages is the state of the database', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      let world: World | null = null;
      const booth = await openBooth(undefined, { showsViewers: true, prefix: '' }, (commit) =>
        world?.deliver(commit),
      );
      world = new World(booth);
      try {
        for (const one of steps) await world.step(one);
      } finally {
        world.close();
        await booth.close();
      }
    }),
    // There each world is a database that has to be created.
    { numRuns: isOnPostgres ? 20 : 60 },
  );
});
