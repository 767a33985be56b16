/** What a process that has nothing to do costs, with other processes' commits to be learned of and without. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessBench } from './run';
import { Cluster, type DatabaseName } from './Cluster';

export async function measureIdle(
  { options, results, progress }: ProcessBench,
  name: string,
  database: DatabaseName,
  env: Record<string, string> = {},
): Promise<void> {
  const lastsMs = options.isQuick ? 5_000 : 20_000;
  const cluster = await Cluster.start(options.dist, database, 1, env);
  try {
    await sleep(2_000);
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`idle, ${name}, round ${round + 1}`);
      const before = cluster.first.cpuMs();
      const begun = performance.now();
      await sleep(lastsMs);
      results.add(
        name,
        'idle',
        round,
        (100 * (cluster.first.cpuMs() - before)) / (performance.now() - begun),
      );
    }
  } finally {
    await cluster.stop();
  }
}
