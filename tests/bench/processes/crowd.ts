/** Ten thousand scoreboards at one process, or half of them at each of two: when the last one has a result. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadClient, type LoadProgram } from '../fanout/LoadClient';
import { median } from '../markdown';
import { importDay, mixedDay } from '../read/raceDays';
import { browserOn } from '../read/storm';
import type { ProcessBench } from './run';
import { Cluster } from './Cluster';

export async function measureCrowd(
  { options, results, progress }: ProcessBench,
  program: LoadProgram,
  processes: number,
): Promise<void> {
  const conns = options.isQuick ? 2_000 : 10_000;
  const pushes = options.isQuick ? 5 : 20;
  const cluster = await Cluster.start(options.dist, 'SQLite', processes);
  const loads: LoadClient[] = [];
  try {
    const { event, raceId, bibs } = await importDay(cluster.first.url, mixedDay());
    for (const { port } of cluster.servers) {
      const load = new LoadClient(program, port, browserOn(event.eventId));
      loads.push(load);
      await load.connect(conns / processes);
    }
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`${conns} viewers, ${processes} processes, round ${round + 1}`);
      const times: number[] = [];
      const cpuBefore = cluster.servers.map((server) => server.cpuMs());
      for (let i = 0; i < pushes; i += 1) {
        const total = 1_000_000 + round * pushes + i;
        let begun = 0;
        const push = async (): Promise<void> => {
          begun = performance.now();
          await event.pushResults([{ raceId, bib: bibs[i % bibs.length], time: total, pen: 0, total }]);
        };
        // All count from before the push on.
        const counted = loads.map((load, at) => load.count(1, at === 0 ? push : () => Promise.resolve()));
        await Promise.all(counted);
        times.push(performance.now() - begun);
        await sleep(50);
      }
      const cpu = cluster.servers.map((server, at) => server.cpuMs() - (cpuBefore[at] ?? 0));
      const name = `${processes} processes`;
      results.add(name, 'all have it', round, median(times));
      results.add(name, 'CPU of the busiest', round, Math.max(...cpu) / pushes);
    }
  } finally {
    await Promise.all(loads.map((load) => load.close()));
    await cluster.stop();
  }
}
