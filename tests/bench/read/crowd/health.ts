/** Somebody who asks `/health` on a connection of their own, again and again. */
import { quantile } from '../../measure';
import { getRequest, HttpConnection } from './HttpConnection';
import { pause } from './pauses';

const PAUSE_MS = 2;

let isOn = false;
let running: Promise<number[]> = Promise.resolve([]);

export async function startHealth({ port }: { port: number }): Promise<void> {
  const connection = await HttpConnection.open(port);
  isOn = true;
  running = ask(connection, port);
  // Told by who stops it.
  running.catch(() => undefined);
}

async function ask(first: HttpConnection, port: number): Promise<number[]> {
  let connection = first;
  const request = getRequest('/health');
  const samples: number[] = [];
  while (isOn) {
    const sent = performance.now();
    for (let isAnswered = false; !isAnswered;) {
      try {
        await connection.ask(request);
        isAnswered = true;
      } catch {
        // A server that was held up for longer than it keeps a connection ends it; the waiting goes on.
        connection = await HttpConnection.open(port);
      }
    }
    samples.push(performance.now() - sent);
    await pause(PAUSE_MS);
  }
  connection.close();
  return samples;
}

/** In ms: the worst answer since the start, and the one in the middle. */
export async function stopHealth(): Promise<{ worstMs: number; p50Ms: number; count: number }> {
  isOn = false;
  const samples = await running;
  return { worstMs: Math.max(...samples), p50Ms: quantile(samples, 0.5), count: samples.length };
}
