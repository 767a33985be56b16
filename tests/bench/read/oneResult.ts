/** One result into a large day, from its POST to its message on a WebSocket, beside what `/health` takes. */
import { median } from '../markdown';
import { quantile } from '../measure';
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { importDay, largeDay } from './raceDays';

export async function measureOneResult(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const booth = new Crowd('the booth');
  try {
    await withServer(bench, async ({ url, port }) => {
      const { event, raceId, bibs } = await importDay(url, largeDay());
      const { eventId, apiKey } = event;
      const push = (ms: number) =>
        booth.ask('pushAndWatch', { port, eventId, apiKey, raceId, bibs, perSecond: 25, ms });
      await push(1_000);
      for (let round = 0; round < options.rounds; round += 1) {
        progress(`one result, round ${round + 1}`);
        const { result, health } = await push(options.isQuick ? 2_000 : 4_000);
        results.add('one result', 'p50', round, median(result));
        results.add('one result', 'p95', round, quantile(result, 0.95));
        results.add('health between results', 'p50', round, median(health));
      }
    });
  } finally {
    await booth.stop();
  }
}
