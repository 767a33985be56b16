/** The timing's booth: pushes results, one at a time. */
import { WebSocket } from 'ws';
import { getRequest, HttpConnection, postRequest } from './HttpConnection';
import { pauseUntil } from './pauses';

export interface BoothOptions {
  port: number;
  eventId: string;
  apiKey: string;
  raceId: string;
  bibs: string[];
  perSecond: number;
  /** For how long. */
  ms: number;
}

/** Never the same twice in a run, so that each push changes something. */
let pushed = 0;

function nextPush({ apiKey, raceId, bibs }: BoothOptions): { request: Buffer; time: number } {
  pushed += 1;
  const time = 90_000 + pushed;
  const results = [{ raceId, bib: bibs[pushed % bibs.length], time, pen: 0, total: time }];
  return { request: postRequest('/api/v1/ingest/results', { 'X-API-Key': apiKey }, { results }), time };
}

/** Milliseconds from sending each push to its answer; the next one goes at its time, or when the one before was answered. */
export async function pushResults(options: BoothOptions): Promise<number[]> {
  const connection = await HttpConnection.open(options.port);
  const samples: number[] = [];
  const begun = performance.now();
  for (let i = 0; performance.now() < begun + options.ms; i += 1) {
    await pauseUntil(begun + (i * 1_000) / options.perSecond);
    const { request } = nextPush(options);
    const sent = performance.now();
    const { status } = await connection.ask(request);
    samples.push(performance.now() - sent);
    if (status !== 200) throw new Error(`a push answered ${status}`);
  }
  connection.close();
  return samples;
}

/** Milliseconds from sending each push to its message on a WebSocket, and of a `/health` before each. */
export async function pushAndWatch(options: BoothOptions): Promise<{ result: number[]; health: number[] }> {
  const { port, eventId, raceId, perSecond, ms } = options;
  const connection = await HttpConnection.open(port);
  const url = `ws://127.0.0.1:${port}/api/v1/events/${eventId}/ws`;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let expected = '';
  let received: (at: number) => void = () => undefined;
  socket.on('message', (data) => {
    const text = (data as Buffer).toString('latin1');
    if (expected !== '' && text.includes(expected) && text.includes(`"raceId":"${raceId}"`)) {
      received(performance.now());
    }
  });
  await new Promise((resolve) => socket.once('message', resolve));
  const ask = getRequest('/health');
  const result: number[] = [];
  const health: number[] = [];
  const begun = performance.now();
  for (let i = 0; performance.now() < begun + ms; i += 1) {
    await pauseUntil(begun + (i * 1_000) / perSecond);
    const asked = performance.now();
    await connection.ask(ask);
    health.push(performance.now() - asked);
    const { request, time } = nextPush(options);
    expected = `"time":${time},`;
    const receipt = new Promise<number>((resolve) => (received = resolve));
    const sent = performance.now();
    const answered = connection.ask(request);
    result.push((await receipt) - sent);
    await answered;
  }
  socket.terminate();
  connection.close();
  return { result, health };
}
