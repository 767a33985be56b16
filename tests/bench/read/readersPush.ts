/** What readers cost the booth: a push's answer while many ask for random views, beside one while nobody asks. */
import { quantile } from '../measure';
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { importDay, largeDay } from './raceDays';

/** Who reads meanwhile; the name is the group in the results. */
export const READERS = [
  { name: 'nobody reads', route: '', query: '', conns: 0, pauseMs: 0 },
  { name: '20 on random views', route: 'snapshot', query: '', conns: 20, pauseMs: 0 },
  { name: '150 on random views', route: 'snapshot', query: '', conns: 150, pauseMs: 0 },
  { name: '150 on random views, a second between', route: 'snapshot', query: '', conns: 150, pauseMs: 1_000 },
  { name: '20 pollers with wait=0', route: 'poll', query: '&wait=0', conns: 20, pauseMs: 0 },
  { name: '150 pollers with wait=0', route: 'poll', query: '&wait=0', conns: 150, pauseMs: 0 },
];

const PER_SECOND = 10;

export async function measureReaders(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const [booth, crowd] = [new Crowd('the booth'), new Crowd('the readers', { isModest: true })];
  try {
    await withServer(bench, async ({ url, port }) => {
      const { event, raceIds, raceId, bibs } = await importDay(url, largeDay());
      const { eventId, apiKey } = event;
      const push = (ms: number) =>
        booth.ask('pushResults', { port, eventId, apiKey, raceId, bibs, perSecond: PER_SECOND, ms });
      await push(1_000);
      for (let round = 0; round < options.rounds; round += 1) {
        for (const { name, route, query, conns, pauseMs } of READERS) {
          progress(`a booth pushes; ${name}, round ${round + 1}`);
          const path = `/api/v1/events/${eventId}/${route}`;
          if (conns > 0) await crowd.ask('startReaders', { port, path, query, raceIds, conns, pauseMs });
          const samples = await push(options.isQuick ? 1_000 : 3_000);
          if (conns > 0) {
            const { perSecond, statuses, cut } = await crowd.ask('stopReaders');
            results.add(name, 'reads a second', round, perSecond);
            const refused = Object.keys(statuses).filter((status) => status !== '200');
            if (cut > 0) results.notes.add(`${name}: the server ended connections.`);
            if (refused.length > 0) results.notes.add(`${name}: answers with status ${refused.join(', ')}.`);
          }
          results.add(name, 'push p50', round, quantile(samples, 0.5));
          results.add(name, 'push p95', round, quantile(samples, 0.95));
        }
      }
    });
  } finally {
    await Promise.all([booth.stop(), crowd.stop()]);
  }
}
