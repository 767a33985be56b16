/** Booths that push results as fast as they are answered, each to an event of its own. */
import { importDay, mixedDay } from '../read/raceDays';
import type { ProcessBench } from './run';
import { Cluster, type DatabaseName } from './Cluster';

export async function measureWriters(
  { options, results, progress }: ProcessBench,
  database: DatabaseName,
  processes: number,
  booths: number,
): Promise<void> {
  const lastsMs = options.isQuick ? 2_000 : 5_000;
  const cluster = await Cluster.start(options.dist, database, processes);
  try {
    const days = [];
    for (let i = 0; i < booths; i += 1) {
      const { url } = cluster.servers[i % processes] ?? cluster.first;
      days.push(await importDay(url, mixedDay(), `EVENT-${i}`));
    }
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`writers, ${database}, ${processes} processes, ${booths} booths, round ${round + 1}`);
      const end = performance.now() + lastsMs;
      const counts = await Promise.all(
        days.map(async ({ event, raceId, bibs }) => {
          let done = 0;
          for (; performance.now() < end; done += 1) {
            const total = 1_000_000 + round * 100_000 + done;
            const row = { raceId, bib: bibs[done % bibs.length], time: total, pen: 0, total };
            const { status } = await event.pushResults([row]);
            if (status !== 200) throw new Error(`a push was answered ${status}`);
          }
          return done;
        }),
      );
      const sum = counts.reduce((all, one) => all + one, 0);
      results.add(`${database}, ${processes}, ${booths}`, 'pushes', round, sum / (lastsMs / 1_000));
    }
  } finally {
    await cluster.stop();
  }
}
