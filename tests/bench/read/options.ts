import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What a run measures. */
export interface Options {
  /** The built server: a folder that `npm run build` makes. */
  dist: string;
  isQuick: boolean;
  rounds: number;
  /** Of {@link PARTS}. */
  parts: string[];
  /** Whether the results page is written too. */
  doesWrite: boolean;
  /** Where each server leaves a profile of its CPU time; null for none. */
  profiles: string | null;
}

/** What is measured, in this order; the memory of archived events is begun first and read again at the end. */
export const PARTS = [
  'readers',
  'result',
  'rates',
  'herd',
  'storm',
  'pipeline',
  'poll',
  'cache',
  'memory',
  'page',
];

const HELP = `npm run bench:read -- [options]

  --quick            one to two minutes: one round, fewer connections
  --dist FOLDER      the built server to measure; dist by default
  --parts a,b        of ${PARTS.join(', ')}
  --rounds 3         how often everything is measured
  --profiles FOLDER  each server leaves a CPU profile there
  --write            puts the table into specs/performance.md
`;

/** Reads the command line; null where only the help was asked for, and shown. */
export function readOptions(words: string[]): Options | null {
  const { values } = parseArgs({
    args: words,
    options: {
      quick: { type: 'boolean' },
      dist: { type: 'string' },
      parts: { type: 'string' },
      rounds: { type: 'string' },
      profiles: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  const isQuick = values.quick ?? false;
  return {
    dist: values.dist ?? join(__dirname, '../../../dist'),
    isQuick,
    rounds: Number(values.rounds ?? (isQuick ? 1 : 3)),
    parts: values.parts?.split(',') ?? PARTS,
    doesWrite: values.write ?? false,
    profiles: values.profiles ?? null,
  };
}
