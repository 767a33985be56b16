/** Thousands connect at once and each gets the whole day: with the snapshot in memory, and after a restart. */
import type { LoadProgram } from '../fanout/LoadClient';
import { LoadClient } from '../fanout/LoadClient';
import { withServer, type Bench } from './Bench';
import { Crowd } from './Crowd';
import { importDay, largeDay } from './raceDays';

export async function measureStorm(bench: Bench, program: LoadProgram): Promise<void> {
  const { options, results, progress } = bench;
  const conns = options.isQuick ? 1_000 : 5_000;
  const watcher = new Crowd('the watcher');
  try {
    await withServer(bench, async (server) => {
      const { event } = await importDay(server.url, largeDay());
      const connect = async (name: string, round: number): Promise<void> => {
        progress(`storm of ${conns}, ${name}, round ${round + 1}`);
        const load = new LoadClient(program, server.port, browserOn(event.eventId));
        try {
          if (name === 'snapshot in memory') await load.connect(20);
          await watcher.ask('startHealth', { port: server.port });
          const before = server.cpuMs();
          const { ms } = await load.connect(conns, { atOnce: conns });
          results.add(`storm, ${name}`, 'seconds', round, ms / 1_000);
          results.add(`storm, ${name}`, 'cpu', round, server.cpuMs() - before);
          results.add(`storm, ${name}`, 'worst health', round, (await watcher.ask('stopHealth')).worstMs);
        } finally {
          await load.close();
        }
      };
      for (let round = 0; round < Math.min(2, options.rounds); round += 1) {
        await connect('snapshot in memory', round);
        await server.restart();
        await connect('after a restart', round);
      }
    });
  } finally {
    await watcher.stop();
  }
}

/** A WebSocket that offers what browsers offer. */
export const browserOn = (eventId: string) => ({
  protocol: 'ws' as const,
  coding: 'deflate' as const,
  path: `/api/v1/events/${eventId}/ws`,
  headers: {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'c2xhbG9tLWxpdmUtYmVuYw==',
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
  },
});
