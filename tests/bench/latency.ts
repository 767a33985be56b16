/** From the POST of a result to the message at its subscribers, on ws and on SSE. */
import { get } from 'node:http';
import { WebSocket } from 'ws';
import { exportXml } from '../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from '../support/api';
import { benchServer, printTable, quantile } from './measure';

const SUBSCRIBERS = 200;
const POSTS = 300;
const POSTS_PER_SECOND = 20;

interface Watcher {
  /** Called with the text of each message. */
  onMessage: (text: string) => void;
  close: () => void;
}

export async function benchLatency(): Promise<void> {
  const server = await benchServer();
  const plan = simulateRaceDay({ seed: 1, athletes: 300 });
  const event = await EventApi.withExport(server.url, exportXml(plan, middleOfDay1(plan)));
  const races = (await event.get()).body.races as { raceId: string; raceStatus: number }[];
  const raceId = races.find(({ raceStatus }) => raceStatus === 3)?.raceId ?? '';
  const rows = (await event.get(`results/${raceId}`)).body.results as { bib: string }[];

  const samples: Record<'ws' | 'sse', number[]> = { ws: [], sse: [] };
  let postedAt = 0;
  let expected = /nothing yet/;
  let missing = 0;
  let done: () => void = () => undefined;
  const watch = (kind: 'ws' | 'sse') => (text: string) => {
    if (!expected.test(text)) return;
    samples[kind].push(performance.now() - postedAt);
    missing -= 1;
    if (missing === 0) done();
  };
  const watchers = await Promise.all(
    Array.from({ length: SUBSCRIBERS }, (_, i) =>
      i % 2 === 0 ? overWs(event, watch('ws')) : overSse(event, watch('sse')),
    ),
  );

  const postMs: number[] = [];
  for (let i = 0; i < POSTS; i += 1) {
    const bib = rows[i % rows.length]?.bib;
    const time = 90_000 + i;
    // A second run changes the list of the first too; the message of the race itself is what is timed.
    expected = new RegExp(`"raceId":"${raceId}".*"time":${time},`);
    missing = SUBSCRIBERS;
    const received = new Promise<void>((resolve) => (done = resolve));
    postedAt = performance.now();
    await event.pushResults([{ raceId, bib, time, pen: 0, total: time }]);
    postMs.push(performance.now() - postedAt);
    await received;
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, 1_000 / POSTS_PER_SECOND - (performance.now() - postedAt))),
    );
  }
  for (const { close } of watchers) close();
  await server.stop();

  const row = (what: string, ms: number[]) => ({
    what,
    samples: ms.length,
    'median ms': quantile(ms, 0.5).toFixed(1),
    'p99 ms': quantile(ms, 0.99).toFixed(1),
  });
  printTable(`From the POST of a result to its subscribers (${SUBSCRIBERS}, half ws, half SSE)`, [
    row('answer to the POST', postMs),
    row('message at ws', samples.ws),
    row('message at SSE', samples.sse),
  ]);
}

function overWs(event: EventApi, onMessage: (text: string) => void): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${event.url.replace('http', 'ws')}/api/v1/events/${event.eventId}/ws`);
    const watcher: Watcher = {
      onMessage,
      close: () => {
        socket.terminate();
      },
    };
    socket.on('error', reject);
    socket.once('message', () => {
      resolve(watcher);
    });
    socket.on('message', (data) => {
      onMessage((data as Buffer).toString());
    });
  });
}

function overSse(event: EventApi, onMessage: (text: string) => void): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const request = get(`${event.url}/api/v1/events/${event.eventId}/sse`, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (!block.includes('data: ')) continue;
          resolve({
            onMessage,
            close: () => {
              request.destroy();
            },
          });
          onMessage(block);
        }
      });
    });
    request.on('error', reject);
  });
}
