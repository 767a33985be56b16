/** How many answers a second one path gives to many that ask without a pause. */
import { getRequest, HttpConnection } from './HttpConnection';

export interface RateOptions {
  port: number;
  path: string;
  headers: Record<string, string>;
  conns: number;
  /** What comes in this time at the beginning is not counted. */
  warmMs: number;
  ms: number;
}

export interface Rate {
  perSecond: number;
  /** All, those of the beginning among them. */
  count: number;
  status: number;
  /** Of one body, as it came. */
  bytes: number;
  /** Share of a core that the asking took; near 1 the client is what was measured. */
  clientLoad: number;
}

export async function askRates({ port, path, headers, conns, warmMs, ms }: RateOptions): Promise<Rate> {
  const request = getRequest(path, headers);
  const connections = await Promise.all(Array.from({ length: conns }, () => HttpConnection.open(port)));
  const first = await (connections[0] as HttpConnection).ask(request);
  const from = performance.now() + warmMs;
  const until = from + ms;
  let [count, all] = [0, 1];
  let cpu = process.cpuUsage();
  const warm = setTimeout(() => (cpu = process.cpuUsage()), warmMs);
  await Promise.all(
    connections.map(async (connection) => {
      for (let now = 0; now < until;) {
        await connection.ask(request);
        now = performance.now();
        all += 1;
        if (now >= from && now < until) count += 1;
      }
      connection.close();
    }),
  );
  clearTimeout(warm);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (count * 1_000) / ms,
    count: all,
    status: first.status,
    bytes: first.bytes,
    clientLoad: (user + system) / 1_000 / (performance.now() - from),
  };
}
