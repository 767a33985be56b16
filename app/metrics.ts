import { Counter, Gauge, type Registry } from 'prom-client';
import type { AddressLimits } from './AddressLimits';
import type { LiveCounters } from '../lib/live/counters';
import type { LiveChannels } from '../lib/live/LiveChannels';
import { variableOf } from './settings';

/** What each counter of the live channels is called. */
const COUNTERS: { key: Exclude<keyof LiveCounters, 'ended'>; help: string }[] = [
  { key: 'delivered', help: 'Batches of messages that were handed to connections as they came' },
  { key: 'deferred', help: 'Times that a connection had not taken the last batch yet' },
  { key: 'snapshots', help: 'Snapshots that were handed to connections' },
  { key: 'resumed', help: 'Connections that came back and were given what they had missed' },
];

/** Puts what the live channels count into a registry of prom-client; throws where it has metrics of these names. */
export function registerMetrics(
  registry: Registry,
  channels: LiveChannels,
  { refused }: Pick<AddressLimits, 'refused'>,
): void {
  const registers = [registry];
  new Gauge({
    name: 'slalom_live_connections',
    help: 'Live connections of each event in this process',
    labelNames: ['event'],
    registers,
    collect() {
      this.reset();
      for (const { eventId, connections } of channels.overview()) this.set({ event: eventId }, connections);
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
