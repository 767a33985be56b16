import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { runningFeeds } from '../lib/db/feedRepository';
import { countMessages } from '../lib/db/journalRepository';
import type { LiveCounters } from '../lib/live/counters';
import type { Services } from './services';
import { variableOf } from './settings';

type MeasuredServices = Pick<Services, 'channels' | 'limits' | 'pushes' | 'lag' | 'db' | 'clock'>;

/** What each counter of the live channels is called. */
const COUNTERS: { key: Exclude<keyof LiveCounters, 'ended'>; help: string }[] = [
  { key: 'delivered', help: 'Batches of messages that were handed to connections as they came' },
  { key: 'deferred', help: 'Times that a connection had not taken the last batch yet' },
  { key: 'snapshots', help: 'Snapshots that were handed to connections' },
  { key: 'bytes', help: 'Bytes that were handed to connections' },
  { key: 'refreshes', help: 'Times that connections were told to read everything anew' },
  { key: 'asked', help: "Times that an event's state was wanted, by who reads and who joins" },
  { key: 'loaded', help: 'Times that it was read from the database for that; else it was at hand' },
  { key: 'resumed', help: 'Connections that came back and were given what they had missed' },
];

/** How long each push took, by feed and by what became of it: `taken`, or the error's code. */
export type PushTimes = Histogram<'feed' | 'outcome'>;

export const pushTimes = (): PushTimes =>
  new Histogram({
    name: 'slalom_ingest_seconds',
    help: 'How long pushes took, by feed and by what became of them',
    labelNames: ['feed', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [],
  });

/** How long after the beginning of their transaction messages were handed to all connections of this process. */
export const sendingLag = (): Histogram =>
  new Histogram({
    name: 'slalom_live_lag_seconds',
    help: 'How long after the beginning of their transaction messages were handed to all connections of this process',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [],
  });

/** Puts what the stack counts into a registry of prom-client; throws where it has metrics of these names. */
export function registerMetrics(
  registry: Registry,
  { channels, limits: { refused }, pushes, lag, db, clock }: MeasuredServices,
): void {
  const registers = [registry];
  registry.registerMetric(pushes);
  registry.registerMetric(lag);
  new Gauge({
    name: 'slalom_feed_age_seconds',
    help: 'Since when nothing has come of a feed, of events that are running',
    labelNames: ['event', 'feed'],
    registers,
    async collect() {
      this.reset();
      for (const { eventId, kind, heardAt } of await runningFeeds(db).catch(() => []))
        this.set({ event: eventId, feed: kind }, Math.max(0, clock() - heardAt) / 1_000);
    },
  });
  new Gauge({
    name: 'slalom_journal_messages',
    help: 'Messages of all events that can be resumed',
    registers,
    async collect() {
      const count = await countMessages(db).catch(() => null);
      if (count !== null) this.set(count);
    },
  });
  new Gauge({
    name: 'slalom_database_waiting',
    help: 'Queries of the main thread that wait for a connection to the database',
    registers,
    collect() {
      const { pool } = db.client as { pool?: { numPendingAcquires: () => number } };
      this.set(pool?.numPendingAcquires() ?? 0);
    },
  });
  new Gauge({
    name: 'slalom_live_connections',
    help: 'Live connections of each event in this process, by transport and by the page that watches',
    labelNames: ['event', 'transport', 'viewer'],
    registers,
    collect() {
      this.reset();
      for (const { eventId, kinds } of channels.overview()) {
        for (const [kind, count] of Object.entries(kinds)) {
          const [transport = '', viewer = ''] = kind.split(' ');
          this.set({ event: eventId, transport, viewer }, count);
        }
      }
    },
  });
  for (const { key, help } of COUNTERS) {
    new Counter({
      name: `slalom_live_${key}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(channels.counters[key]);
      },
    });
  }
  new Counter({
    name: 'slalom_live_ended_total',
    help: 'Connections that were ended or refused here, by why',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(channels.counters.ended)) this.inc({ reason }, count);
    },
  });
  new Counter({
    name: 'slalom_live_address_limit_total',
    help: 'Connections and requests that were refused because of their address, by which limit',
    labelNames: ['limit'],
    registers,
    collect() {
      this.reset();
      for (const [limit, count] of Object.entries(refused)) this.inc({ limit: variableOf(limit) }, count);
    },
  });
}
