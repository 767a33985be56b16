/**
 * `npm run bench:processes`: what it takes that several processes serve one database: how much later viewers of the others get
 * a result, what watching for it costs, and what it gains. `--help` names the options.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadProgram } from '../fanout/LoadClient';
import { markdownTable, shown, writeResultsPage, type Row } from '../markdown';
import { machine } from '../measure';
import { Results } from '../Results';
import { firstLine } from '../within';
import { measureCrowd } from './crowd';
import { EDGES, measureEdges } from './edges';
import { measureIdle } from './idle';
import { measureLag } from './lag';
import { measureWriters } from './writers';
import { DATABASES } from './Cluster';

export interface ProcessBench {
  options: { dist: string; isQuick: boolean; rounds: number };
  results: Results;
  progress: (line: string) => void;
}

const HELP = `npm run bench:processes -- [options]

  --quick        a minute: one round, fewer pushes and viewers
  --dist FOLDER  the built server to measure; dist by default
  --rounds 3     how often everything is measured
  --write        puts the tables into specs/performance.md
`;

const COUNTS = [1, 2, 4];
const WRITERS = [
  [1, 1],
  [1, 4],
  [4, 4],
] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      dist: { type: 'string' },
      rounds: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const isQuick = values.quick ?? false;
  const results = new Results();
  const begun = performance.now();
  const bench: ProcessBench = {
    options: {
      dist: values.dist ?? join(__dirname, '../../../dist'),
      isQuick,
      rounds: Number(values.rounds ?? (isQuick ? 1 : 3)),
    },
    results,
    progress: (line) =>
      process.stderr.write(`${Math.round((performance.now() - begun) / 1_000)} s  ${line}\n`),
  };
  const attempt = async (part: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      results.notes.add(`${part} was left out: ${firstLine(error)}`);
    }
  };

  const scratch = mkdtempSync(join(tmpdir(), 'slalom-live-processes-'));
  const program = loadProgram(scratch);
  for (const database of DATABASES) {
    for (const count of COUNTS) {
      await attempt(`the lag on ${database}`, () => measureLag(bench, database, count));
    }
    for (const [processes, booths] of WRITERS) {
      await attempt(`writers on ${database}`, () => measureWriters(bench, database, processes, booths));
    }
    await attempt(`idleness on ${database}`, () => measureIdle(bench, database, database));
  }
  await attempt('idleness in memory', () =>
    measureIdle(bench, 'nothing to watch', 'SQLite', { DATABASE_URL: ':memory:' }),
  );
  for (const count of EDGES) await attempt('edges', () => measureEdges(bench, count));
  for (const processes of [1, 2]) {
    await attempt('the crowd', () => measureCrowd(bench, program, processes));
  }
  rmSync(scratch, { recursive: true, force: true });

  const text = [
    `${machine()} ${release()}. ${bench.options.rounds} rounds.`,
    markdownTable(lagRows(results)),
    markdownTable(writerRows(results)),
    markdownTable(restRows(results)),
    [...results.notes].map((note) => `- ${note}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
  process.stdout.write(`${text}\n`);
  if (values.write) writeResultsPage('processes', text);
}

const lagRows = (results: Results): Row[] =>
  DATABASES.flatMap((database) =>
    COUNTS.map((count) => {
      const of = (measure: string): string => shown(results.of(`${database}, ${count}`, measure));
      return {
        database,
        processes: count,
        'POST to a viewer there, p50 ms': of('here p50'),
        'p99 ms': of('here p99'),
        'later at the others, p50 ms': of('lag p50'),
        'p99, ms': of('lag p99'),
      };
    }),
  );

const writerRows = (results: Results): Row[] =>
  DATABASES.flatMap((database) =>
    WRITERS.map(([processes, booths]) => ({
      database,
      processes,
      booths,
      'pushes a second': shown(results.of(`${database}, ${processes}, ${booths}`, 'pushes')),
    })),
  );

const restRows = (results: Results): Row[] => [
  ...['SQLite', 'PostgreSQL', 'nothing to watch'].map((name) => ({
    measure: `an idle process, % of a core: ${name}`,
    value: shown(results.of(name, 'idle')),
  })),
  ...EDGES.flatMap((count) => [
    {
      measure: `PostgreSQL with ${count} edges, CPU of the database, ms a push`,
      value: shown(results.of(`${count} edges`, 'CPU')),
    },
    {
      measure: `PostgreSQL with ${count} edges, POST of a result, p50 ms`,
      value: shown(results.of(`${count} edges`, 'push p50')),
    },
  ]),
  ...['1 processes', '2 processes'].flatMap((name) =>
    ['all have it', 'CPU of the busiest'].map((measure) => ({
      measure: `${name} with all viewers, ${measure}, ms a push`,
      value: shown(results.of(name, measure)),
    })),
  ),
];

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
