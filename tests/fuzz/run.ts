/** `npm run fuzz -- --minutes 10 --seeds 1,2,3`: everything that comes from outside, in forms that nobody thought of. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { createRandom } from '../../lib/simulator/random';
import { writeResultsPage, markdownTable } from '../bench/markdown';
import { SECURITY_PAGE } from '../support/specTables';
import { attackedEvent, bodyProperties } from './bodies';
import { fuzzGuided } from './guided';
import { modelProperties } from './model';
import { exportParser } from './parser';
import { Target } from './Target';
import { guidedEntries, wireProperties } from './wire';

const HELP = `npm run fuzz -- [--minutes 10] [--seeds 1] [--write]

Attacks a server of its own on this machine, and the parser of exports: bodies, addresses and bytes that are nearly right, and
what may be done to events in any order; for so many minutes with each seed. What it finds is shrunk and printed, with the
seed that leads there again; it then ends with 1. --write puts how many cases were tried into specs/security.md.
`;

/** Of the time, the part of those that take bytes and are led by what was reached. */
const GUIDED_SHARE = 0.4;
/** Runs of a property between two looks at the clock. */
const RUNS = 25;

/** What was tried of a kind of input. */
interface Tried {
  cases: number;
  found: number;
  /** Branches and functions that were reached, where they lead. */
  reached?: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seeds: { type: 'string', default: '1' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const tried = new Map<string, Tried>();
  const statuses = new Map<number, number>();
  for (const seed of values.seeds.split(',').map(Number)) {
    const target = await Target.start();
    await attack(target, seed, Number(values.minutes) * 60_000, (name, { cases, found, reached = 0 }) => {
      const before = tried.get(name) ?? { cases: 0, found: 0 };
      const most = Math.max(before.reached ?? 0, reached);
      tried.set(name, {
        ...{ cases: before.cases + cases, found: before.found + found },
        ...(most > 0 && { reached: most }),
      });
    });
    for (const [status, count] of target.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
    await target.close();
  }

  const table = markdownTable(
    [...tried].map(([input, { cases, found, reached }]) => ({
      ...{ input, cases, 'branches reached': reached ?? '–', found },
    })),
  );
  const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const report = `${table}\n\nBodies were answered with ${answers.join(', ')}.`;
  say(report);
  if (values.write) writeResultsPage('odd input', report, SECURITY_PAGE);
  const found = [...tried.values()].some((one) => one.found > 0);
  if (found) process.exitCode = 1;
  say(found ? 'Something was found.' : 'Nothing was found.');
}

/** Tries all that there is for so long; hands what was tried to `note`. */
async function attack(
  target: Target,
  seed: number,
  lastsMs: number,
  note: (name: string, tried: Tried) => void,
): Promise<void> {
  const until = performance.now() + lastsMs;
  const event = await attackedEvent(target);
  const guided = { 'bytes for the parser of exports': exportParser, ...guidedEntries(target, event.apiKey) };
  const share = (lastsMs * GUIDED_SHARE) / Object.keys(guided).length;
  for (const [name, one] of Object.entries(guided)) {
    const partUntil = performance.now() + share;
    const isOver = (): boolean => performance.now() > partUntil;
    const { inputs, reached, finding } = await fuzzGuided(one, createRandom(seed), isOver);
    note(name, { cases: inputs, reached, found: finding ? 1 : 0 });
    if (finding)
      say(`FOUND, in ${name}, with seed ${seed}: ${String(finding.error)}\n${JSON.stringify(finding.input)}`);
  }

  const properties = {
    ...bodyProperties(target, event),
    ...wireProperties(target),
    ...modelProperties(target),
  };
  const failed = new Set<string>();
  for (let round = seed * 1_000_000; performance.now() < until; round += 1) {
    for (const [name, property] of Object.entries(properties)) {
      if (failed.has(name) || performance.now() > until) continue;
      const details = await fc.check(property, { seed: round, numRuns: RUNS, timeout: 60_000 });
      note(name, { cases: details.numRuns, found: details.failed ? 1 : 0 });
      if (!details.failed) continue;
      failed.add(name);
      say(
        `FOUND, in ${name}, with seed ${round}:\n${fc.defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}`,
      );
    }
  }
}

void main();
