/** Requests a second of the public routes, beside `/health` and a bare Koa application. */
import { join } from 'node:path';
import { ChildProgram } from '../ChildProgram';
import { withServer, type Bench } from './Bench';
import { cpuOf } from './cpuOf';
import { Crowd } from './Crowd';
import { importDay, largeDay } from './raceDays';

const BARE = 'bare Koa';
const WARM_UP_MS = 500;
/** The client took more of its core than this: it may be what was measured. */
const BUSY_CLIENT = 0.9;

export async function measureRates(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const crowd = new Crowd('the asking');
  const bare = new ChildProgram('bare Koa', join(__dirname, 'bareKoa.js'), [], []);
  try {
    const barePort = (await bare.ask('port')) as number;
    await withServer(bench, async (server) => {
      const { url, port } = server;
      const { event, raceId } = await importDay(url, largeDay());
      const base = `/api/v1/events/${event.eventId}`;
      const gzip = { 'Accept-Encoding': 'gzip' };
      const { headers } = await event.get(`results/${raceId}`, gzip);
      const etag = headers.get('etag') ?? '';
      const asked = [
        { name: BARE, port: barePort, path: '/', headers: {} },
        { name: 'health', port, path: '/health', headers: {} },
        { name: 'results, 344 athletes', port, path: `${base}/results/${raceId}`, headers: {} },
        { name: 'results, gzip', port, path: `${base}/results/${raceId}`, headers: gzip },
        {
          name: 'results, 304',
          port,
          path: `${base}/results/${raceId}`,
          headers: { ...gzip, 'If-None-Match': etag },
        },
        {
          name: 'results, detailed, gzip',
          port,
          path: `${base}/results/${raceId}?detailed=true`,
          headers: gzip,
        },
        { name: 'event', port, path: base, headers: {} },
        { name: 'on course', port, path: `${base}/oncourse`, headers: {} },
        { name: 'snapshot, gzip', port, path: `${base}/snapshot`, headers: gzip },
      ];
      const times = options.isQuick ? { warmMs: 200, ms: 500 } : { warmMs: 300, ms: 900 };
      // What was never asked before is not yet compiled: the first of a round would pay for all.
      for (const { name: _, ...one } of asked) {
        await crowd.ask('askRates', { ...one, conns: 20, warmMs: 0, ms: WARM_UP_MS });
      }
      for (let round = 0; round < options.rounds; round += 1) {
        progress(`requests a second, round ${round + 1}`);
        for (const { name, ...one } of round % 2 ? [...asked].reverse() : asked) {
          const cpuMs = () => (name === BARE ? cpuOf(bare.pid) : server.cpuMs());
          const before = cpuMs();
          const rate = await crowd.ask('askRates', { ...one, conns: 20, ...times });
          results.add(name, 'a second of CPU', round, (rate.count * 1_000) / (cpuMs() - before));
          results.add(name, 'a second', round, rate.perSecond);
          results.add(name, 'bytes', round, rate.bytes);
          if (rate.clientLoad > BUSY_CLIENT) {
            results.notes.add(`${name}: the client took a whole core, so that the server may do more.`);
          }
          const expected = name === 'results, 304' ? 304 : 200;
          if (rate.status !== expected) results.notes.add(`${name}: answered ${rate.status}.`);
        }
      }
    });
  } finally {
    await Promise.all([crowd.stop(), bare.stop()]);
  }
}
