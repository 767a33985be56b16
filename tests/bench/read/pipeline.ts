/** A thousand requests written at once on one connection, and what others notice of it. */
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { importDay, largeDay } from './raceDays';

const COUNT = 1_000;
const PATIENCE_MS = 6_000;

export async function measurePipeline(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const [crowd, watcher] = [new Crowd('the pipeline', { isModest: true }), new Crowd('the watcher')];
  try {
    await withServer(bench, async ({ url, port }) => {
      const { event, raceId } = await importDay(url, largeDay());
      const path = `/api/v1/events/${event.eventId}/results/${raceId}`;
      await event.get(`results/${raceId}`);
      for (let round = 0; round < options.rounds; round += 1) {
        progress(`${COUNT} requests at once, round ${round + 1}`);
        await watcher.ask('startHealth', { port });
        const seconds = await crowd.ask('askPipelined', {
          port,
          path,
          count: COUNT,
          patienceMs: PATIENCE_MS,
        });
        const { worstMs } = await watcher.ask('stopHealth');
        results.add('pipelined', 'worst health', round, worstMs);
        results.add('pipelined', 'seconds', round, seconds);
        if (Number.isNaN(seconds)) {
          results.notes.add(`${COUNT} pipelined requests were not answered within ${PATIENCE_MS / 1_000} s.`);
        }
      }
    });
  } finally {
    await Promise.all([crowd.stop(), watcher.stop()]);
  }
}
