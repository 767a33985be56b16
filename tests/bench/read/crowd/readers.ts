/** Readers that ask again as soon as they have their answer, each time for another random half of the races. */
import { createRandom } from '../../../../lib/simulator/random';
import { getRequest, HttpConnection } from './HttpConnection';
import { pause } from './pauses';

export interface ReadersOptions {
  port: number;
  /** Up to the `?`. */
  path: string;
  /** The rest of the query. */
  query: string;
  raceIds: string[];
  conns: number;
  pauseMs: number;
}

let begun = 0;
let isOn = false;
let answers: Record<number, number> = {};
let cut = 0;
let running: Promise<void>[] = [];

export async function startReaders(options: ReadersOptions): Promise<void> {
  const { port, conns } = options;
  const random = createRandom('readers');
  isOn = true;
  answers = {};
  cut = 0;
  const connections = await Promise.all(Array.from({ length: conns }, () => HttpConnection.open(port)));
  begun = performance.now();
  running = connections.map((connection) =>
    read(connection, options, () => random.next()).catch(() => {
      cut += 1;
    }),
  );
}

async function read(
  connection: HttpConnection,
  { path, query, raceIds, pauseMs }: ReadersOptions,
  random: () => number,
): Promise<void> {
  while (isOn) {
    const races = raceIds.filter(() => random() < 0.5).join(',') || (raceIds[0] ?? '');
    const { status } = await connection.ask(
      getRequest(`${path}?races=${encodeURIComponent(races)}${query}`, { 'Accept-Encoding': 'gzip' }),
    );
    answers[status] = (answers[status] ?? 0) + 1;
    if (pauseMs > 0) await pause(pauseMs * (0.5 + random()));
  }
  connection.close();
}

export interface Read {
  /** Answers. */
  perSecond: number;
  /** How many had each status. */
  statuses: Record<number, number>;
  /** Connections that the server ended. */
  cut: number;
}

export async function stopReaders(): Promise<Read> {
  const seconds = (performance.now() - begun) / 1_000;
  const total = Object.values(answers).reduce((sum, count) => sum + count, 0);
  isOn = false;
  await Promise.all(running);
  return { perSecond: total / seconds, statuses: answers, cut };
}
