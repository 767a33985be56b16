import { parseArgs } from 'node:util';

/** What a run measures. */
export interface Options {
  /** Connections of each contestant, ascending. */
  conns: number[];
  /** Bytes of a message, ascending. */
  sizes: number[];
  rounds: number;
  /** Groups of contestants; null for all. */
  only: string[] | null;
  /** Of {@link PARTS}. */
  parts: string[];
  /** Whether the results page is written too. */
  doesWrite: boolean;
  /** Idle connections whose memory is measured. */
  idleConns: number;
  /** Connections of the storm. */
  stormConns: number;
  /** Messages of 300 kB that stuck readers are left behind by. */
  stuckMessages: number;
}

/** The number of connections that bursts are measured with: 5,000 where those are among them. */
export const burstConns = ({ conns }: Options): number =>
  conns.includes(5_000) ? 5_000 : (conns.at(-1) ?? 0);

const FULL = {
  conns: [1_000, 5_000, 10_000],
  sizes: [300, 1_500, 45_000, 300_000],
  rounds: 3,
  idleConns: 10_000,
  stormConns: 5_000,
  stuckMessages: 200,
};

const QUICK: typeof FULL = {
  conns: [1_000],
  sizes: [300, 45_000],
  rounds: 2,
  idleConns: 2_000,
  stormConns: 1_000,
  stuckMessages: 20,
};

/** What is measured, in this order. */
export const PARTS = ['fan-out', 'memory', 'storm', 'stuck', 'import', 'profile'];

const HELP = `npm run bench:fanout -- [options]

  --quick            about two minutes: 0.3 and 45 kB, 1,000 connections
  --only a,b         of ours, net, nchan, ws, fastify, socket.io, better-sse
  --parts a,b        of ${PARTS.join(', ')}
  --sizes 0.3,45     kilobytes of a message
  --conns 1000,5000  connections
  --rounds 3         how often everything is measured
  --write            puts the tables into specs/performance.md
`;

/** Reads the command line; null where only the help was asked for, and shown. */
export function readOptions(words: string[]): Options | null {
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      parts: { type: 'string' },
      sizes: { type: 'string' },
      conns: { type: 'string' },
      rounds: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  const defaults = values.quick ? QUICK : FULL;
  return {
    ...defaults,
    ...(values.sizes !== undefined && { sizes: numbers(values.sizes).map((kB) => Math.round(kB * 1_000)) }),
    ...(values.conns !== undefined && { conns: numbers(values.conns) }),
    ...(values.rounds !== undefined && { rounds: numbers(values.rounds)[0] ?? defaults.rounds }),
    only: values.only?.split(',') ?? null,
    parts: values.parts?.split(',') ?? PARTS,
    doesWrite: values.write ?? false,
  };
}

function numbers(list: string): number[] {
  const parsed = list.split(',').map(Number);
  if (parsed.some((one) => !(one > 0)))
    throw new Error(`expected numbers with commas between, not "${list}"`);
  return parsed.sort((a, b) => a - b);
}
