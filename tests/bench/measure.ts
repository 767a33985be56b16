import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable, type Row } from './markdown';

/** A server under measurement, in a process of its own. */
export interface BenchServer {
  url: string;
  /** Runs `work` and answers how long the server's event loop was held up at worst meanwhile, in ms. */
  worstDelayDuring: (work: () => Promise<void>) => Promise<number>;
  stop: () => Promise<void>;
}

/** Starts the built server on a scratch database; `writer` says where it writes, `preload` names files to load before. */
export async function benchServer(
  writer: 'thread' | 'local' = 'thread',
  preload: string[] = [],
): Promise<BenchServer> {
  const directory = mkdtempSync(join(tmpdir(), 'slalom-live-bench-'));
  const child = fork(join(__dirname, 'benchServer.js'), [], {
    execArgv: [...process.execArgv, ...preload.flatMap((file) => ['--require', file])],
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: join(directory, 'bench.db'),
      MAX_BODY_BYTES: '20971520',
      WRITER: writer,
    },
  });
  const { url } = (await reply(child)) as { url: string };
  return {
    url,
    worstDelayDuring: async (work) => {
      child.send('reset');
      await work();
      const answer = reply(child) as Promise<{ worstDelayMs: number }>;
      child.send('read');
      return (await answer).worstDelayMs;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.send('stop');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const reply = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => {
      reject(new Error(`the server ended with code ${code ?? 'none'}`));
    });
  });

/** The value below which a share of the samples lies, for example 0.99. */
export function quantile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`;

/** Prints rows as an aligned Markdown table. */
export function printTable(title: string, rows: Row[]): void {
  process.stdout.write(`\n${title}\n\n${markdownTable(rows)}\n`);
}
