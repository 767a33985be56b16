/** A result is pushed to one process: when the viewers there have it, and how much later those of every other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { quantile } from '../measure';
import { importDay, mixedDay } from '../read/raceDays';
import type { ProcessBench } from './run';
import { Cluster, type DatabaseName } from './Cluster';

/** Notes when each push came. */
class Watcher {
  private readonly socket: WebSocket;
  private readonly came = new Map<number, number>();
  private waiting: { total: number; resolve: (at: number) => void } | null = null;

  constructor(url: string, eventId: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events/${eventId}/ws`);
    this.socket.on('message', (data: Buffer) => {
      const at = performance.now();
      const total = Number(/"total":(\d+)/.exec(data.toString())?.[1] ?? NaN);
      this.came.set(total, at);
      if (this.waiting?.total === total) this.waiting.resolve(at);
    });
  }

  readonly opened = (): Promise<unknown> => new Promise((resolve) => this.socket.once('message', resolve));

  /** When the push of this total came, by this process's clock. */
  async timeOf(total: number): Promise<number> {
    return (
      this.came.get(total) ?? (await new Promise<number>((resolve) => (this.waiting = { total, resolve })))
    );
  }

  close(): void {
    this.socket.terminate();
  }
}

export async function measureLag(bench: ProcessBench, database: DatabaseName, count: number): Promise<void> {
  const { options, results, progress } = bench;
  const pushes = options.isQuick ? 50 : 300;
  const cluster = await Cluster.start(options.dist, database, count);
  const watchers: Watcher[] = [];
  try {
    const { event, raceId, bibs } = await importDay(cluster.first.url, mixedDay());
    watchers.push(...cluster.servers.map(({ url }) => new Watcher(url, event.eventId)));
    await Promise.all(watchers.map((watcher) => watcher.opened()));
    const [own, ...others] = watchers as [Watcher, ...Watcher[]];
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`lag, ${database}, ${count} processes, round ${round + 1}`);
      const here: number[] = [];
      const there: number[] = [];
      for (let i = 0; i < pushes; i += 1) {
        // Not in step with what looks every so many milliseconds.
        await sleep(20 + Math.random() * 40);
        const total = 1_000_000 + round * pushes + i;
        const sentAt = performance.now();
        await event.pushResults([{ raceId, bib: bibs[i % bibs.length], time: total, pen: 0, total }]);
        const came = await own.timeOf(total);
        here.push(came - sentAt);
        for (const at of await Promise.all(others.map((other) => other.timeOf(total)))) there.push(at - came);
      }
      const name = `${database}, ${count}`;
      results.add(name, 'here p50', round, quantile(here, 0.5));
      results.add(name, 'here p99', round, quantile(here, 0.99));
      if (there.length === 0) continue;
      results.add(name, 'lag p50', round, quantile(there, 0.5));
      results.add(name, 'lag p99', round, quantile(there, 0.99));
    }
  } finally {
    for (const watcher of watchers) watcher.close();
    await cluster.stop();
  }
}
