/** A thousand come back with the messages of a while missed: the channel open, and after a restart. */
import { WebSocket } from 'ws';
import { withServer, type Bench } from './Bench';
import type { BuiltServer } from './BuiltServer';
import { Crowd } from './Crowd';
import { importDay, largeDay, type RaceDay } from './raceDays';

/** How each comes back; the names are the groups in the results. */
export const FORMS = ['ws', 'sse'] as const;
export const herdName = (form: string, when: 'channel open' | 'after a restart'): string =>
  `${form}, ${when}`;

const MISSED = 200;
/** They are given up on after this. */
const PATIENCE_MS = 20_000;

export async function measureHerd(bench: Bench): Promise<void> {
  const { options } = bench;
  const [crowd, watcher] = [new Crowd('the herd'), new Crowd('the watcher')];
  try {
    await withServer(bench, async (server) => {
      const day = await importDay(server.url, largeDay());
      for (let round = 0; round < Math.min(2, options.rounds); round += 1) {
        for (const form of FORMS) await comeBack({ bench, server, day, crowd, watcher, form, round });
      }
    });
  } finally {
    await Promise.all([crowd.stop(), watcher.stop()]);
  }
}

interface Return {
  bench: Bench;
  server: BuiltServer;
  day: RaceDay;
  crowd: Crowd;
  watcher: Crowd;
  form: 'ws' | 'sse';
  round: number;
}

async function comeBack({ bench, server, day, crowd, watcher, form, round }: Return): Promise<void> {
  const { options, results, progress } = bench;
  const { eventId } = day.event;
  const { since, target, close } = await missed(server, day);
  const conns = options.isQuick ? 300 : 1_000;
  for (const when of ['channel open', 'after a restart'] as const) {
    const name = herdName(form, when);
    progress(`${conns} come back on ${name}, round ${round + 1}`);
    if (when === 'after a restart') {
      close();
      await server.restart();
    }
    const { port } = server;
    await watcher.ask('startHealth', { port });
    const before = server.cpuMs();
    const herd = await crowd.ask('returnAsHerd', {
      ...{ port, eventId, form, conns, since, target },
      patienceMs: PATIENCE_MS,
    });
    results.add(name, 'cpu', round, server.cpuMs() - before);
    results.add(name, 'seconds', round, herd.seconds);
    results.add(name, 'bytes', round, herd.bytes / conns);
    const { worstMs } = await watcher.ask('stopHealth');
    results.add(name, 'worst health', round, worstMs);
    if (Number.isNaN(herd.seconds)) {
      const seconds = PATIENCE_MS / 1_000;
      results.notes.add(
        `${name}: after ${seconds} s ${herd.current} of ${conns} were current in some round.`,
      );
    }
  }
}

/** Never the same time twice, so that each push is a message. */
let pushed = 0;

/** Pushes until so many messages went out to one who watches, who goes on watching. */
async function missed(
  server: BuiltServer,
  { event, raceId, bibs }: RaceDay,
): Promise<{ since: string; target: string; close: () => void }> {
  const booth = event.at(server.url);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/events/${event.eventId}/ws`);
  const ids: string[] = [];
  let heard: () => void = () => undefined;
  socket.on('message', (data) => {
    ids.push((JSON.parse((data as Buffer).toString()) as { id: string }).id);
    heard();
  });
  await new Promise((resolve) => socket.once('message', resolve));
  const [since = ''] = ids;
  for (let i = 0; ids.length <= MISSED; i += 1) {
    pushed += 1;
    const time = 80_000 + pushed;
    const received = new Promise<void>((resolve) => (heard = resolve));
    await booth.pushResults([{ raceId, bib: bibs[i % bibs.length], time, pen: 0, total: time }]);
    await received;
  }
  return {
    since,
    target: ids.at(-1) ?? '',
    close: () => {
      socket.terminate();
    },
  };
}
