/** One result into a large day, from its POST to its message on a WebSocket, beside what `/health` takes. */
import { median } from '../markdown';
import { quantile } from '../measure';
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { importDay, largeDay, mixedDay } from './raceDays';

/** The days that it is pushed into; the names are the groups in the results. */
export const DAYS = [
  { name: 'a race of 344', xml: largeDay },
  { name: 'a day of 31 races', xml: mixedDay },
];

export async function measureOneResult(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const booth = new Crowd('the booth');
  try {
    await withServer(bench, async ({ url, port }) => {
      const days = [];
      for (const { name, xml } of DAYS) {
        const { event, raceId, bibs } = await importDay(url, xml(), name.replaceAll(' ', '-'));
        const { eventId, apiKey } = event;
        const push = (ms: number) =>
          booth.ask('pushAndWatch', { port, eventId, apiKey, raceId, bibs, perSecond: 25, ms });
        await push(1_000);
        days.push({ name, push });
      }
      for (let round = 0; round < options.rounds; round += 1) {
        for (const { name, push } of days) {
          progress(`one result into ${name}, round ${round + 1}`);
          const { result, health } = await push(options.isQuick ? 1_000 : 3_000);
          results.add(name, 'result p50', round, median(result));
          results.add(name, 'result p95', round, quantile(result, 0.95));
          results.add(name, 'health p50', round, median(health));
        }
      }
    });
  } finally {
    await booth.stop();
  }
}
