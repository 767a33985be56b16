/** Ten thousand follow by long-poll behind nginx as a cache. */
import { execFileSync } from 'node:child_process';
import { quantile } from '../measure';
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { monotonicMs } from './crowd/pollers';
import { pause } from './crowd/pauses';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROXIES, ProxyProgram } from '../../support/ProxyProgram';
import { importDay, largeDay } from './raceDays';

const POLLERS = 10_000;
/** What a process has open beside its pollers' sockets. */
const SPARE_FILES = 200;
const MESSAGES = { count: 8, everyMs: 2_000 };

export async function measureCachedPollers(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const version = ProxyProgram.version(PROXIES['nginx with a cache']);
  if (version === null) {
    results.notes.add('Pollers behind a cache were left out: nginx is not installed.');
    return;
  }
  // Each takes two of nginx's files: the client's and, where nothing is kept, one to the server.
  const files = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) || Infinity;
  const wanted = options.isQuick ? 1_000 : POLLERS;
  const conns = Math.min(wanted, Math.floor((files - SPARE_FILES) / 1.9));
  if (conns < wanted)
    results.notes.add(`Pollers behind a cache: ${conns}, for a process may open ${files} files.`);
  const crowd = new Crowd('the pollers');
  try {
    await withServer(bench, async (server) => {
      const { event, raceId, bibs } = await importDay(server.url, largeDay());
      const since = ((await event.get('snapshot?view=structure')).body as { id: string }).id;
      const nginx = await ProxyProgram.start(PROXIES['nginx with a cache'], server.port);
      try {
        progress(`${conns} pollers behind ${version}`);
        const { eventId } = event;
        await crowd.ask('startPollers', { port: nginx.port, eventId, conns, since });
        await pause(1_000);
        const before = passedOn(nginx);
        const sent = new Map<number, number>();
        for (let i = 0; i < (options.isQuick ? 3 : MESSAGES.count); i += 1) {
          const time = 90_001 + i;
          sent.set(time, monotonicMs());
          await event.pushResults([{ raceId, bib: bibs[i], time, pen: 0, total: time }]);
          await pause(MESSAGES.everyMs);
        }
        const passed = passedOn(nginx) - before;
        const { arrivals, statuses, repeats } = await crowd.ask('stopPollers');
        const delays = [...sent].flatMap(([time, at]) =>
          (arrivals[time] ?? []).map((arrival) => arrival - at),
        );
        // Who did not get a message in time waits for ever, as far as this run can tell.
        const missing = conns * sent.size - delays.length;
        const all = [...delays, ...Array.from({ length: missing }, () => Infinity)];
        results.add('cached pollers', 'origin requests', 0, passed / sent.size);
        results.add('cached pollers', 'p50', 0, quantile(all, 0.5));
        results.add('cached pollers', 'p99', 0, quantile(all, 0.99));
        results.add('cached pollers', 'received', 0, delays.length / (conns * sent.size));
        results.add('cached pollers', 'conns', 0, conns);
        const others = Object.entries(statuses).filter(([status]) => status !== '200');
        const told = others.map(([status, count]) => `${count} × ${status === '0' ? 'cut' : status}`);
        if (told.length > 0) results.notes.add(`Pollers behind a cache: ${told.join(', ')}.`);
        if (repeats > 0)
          results.notes.add(`Pollers behind a cache: ${repeats} answers told to ask the same again.`);
      } finally {
        await nginx.stop();
      }
    });
  } finally {
    await crowd.stop();
  }
}

/** The requests that it passed on to the server so far. */
const passedOn = ({ directory }: ProxyProgram): number =>
  readFileSync(join(directory, 'passed.log'), 'utf8').split('\n').length - 1;
