/** `npm run fuzz -- --minutes 10 --seed 1`: everything that comes from outside, in forms that nobody thought of. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { createRandom } from '../../lib/simulator/random';
import { bodyProperties } from './bodies';
import { modelProperties } from './model';
import { fuzzParser } from './parser';
import { Target } from './Target';
import { wireProperties } from './wire';

const HELP = `npm run fuzz -- [--minutes 10] [--seed 1]

Attacks a server of its own on this machine, and the parser of exports: bodies, addresses and bytes that are nearly right, and
what may be done to events in any order. What it finds is shrunk and printed, with the seed that leads there again; it then
ends with 1.
`;

/** Of a minute, the parser's seconds. */
const PARSER_SHARE = 0.2;
/** Runs of a property between two looks at the clock. */
const RUNS = 25;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const lastsMs = Number(values.minutes ?? 10) * 60_000;
  const seed = Number(values.seed ?? 1);
  const until = performance.now() + lastsMs;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);

  const parserUntil = performance.now() + lastsMs * PARSER_SHARE;
  const parser = await fuzzParser(createRandom(seed), () => performance.now() > parserUntil);
  say(`exports: ${parser.inputs} inputs, ${parser.reached} functions and branches reached`);
  if (parser.finding) {
    process.exitCode = 1;
    say(`FOUND, with seed ${seed}: ${String(parser.finding.error)}\n${JSON.stringify(parser.finding.input)}`);
  }

  const target = await Target.start();
  const properties = {
    ...(await bodyProperties(target)),
    ...wireProperties(target),
    ...modelProperties(target),
  };
  const runs = new Map<string, number>();
  const failed = new Set<string>();
  for (let round = seed * 1_000_000; performance.now() < until; round += 1) {
    for (const [name, property] of Object.entries(properties)) {
      if (failed.has(name) || performance.now() > until) continue;
      const details = await fc.check(property, { seed: round, numRuns: RUNS, timeout: 60_000 });
      runs.set(name, (runs.get(name) ?? 0) + details.numRuns);
      if (!details.failed) continue;
      failed.add(name);
      process.exitCode = 1;
      say(
        `FOUND, in ${name}, with seed ${round}:\n${fc.defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}`,
      );
    }
  }
  for (const [name, count] of runs) say(`${name}: ${count}`);
  const answered = [...target.statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`);
  say(`bodies were answered with ${answered.join(', ')}`);
  say(failed.size > 0 || parser.finding ? 'Something was found.' : 'Nothing was found.');
  await target.close();
}

void main();
