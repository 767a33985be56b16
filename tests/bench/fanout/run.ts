/**
 * `npm run bench:fanout`: what it costs to send a message to many, for this server and for others, in one
 * run on this machine. `--help` names the options.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeResultsPage } from '../markdown';
import { machine } from '../measure';
import { findContestants, versions } from './contestants';
import { measureFanOut, type Bench } from './fanOut';
import { measureImport } from './importWatched';
import { loadProgram } from './LoadClient';
import { readOptions } from './options';
import { Results } from '../Results';
import { measureMemory, measureProfile, measureStorm, measureStuck } from './single';
import { tables } from './tables';

const METHOD = `All servers listen on the loopback address and send the same JSON (results, the course) to the same
client. Each message goes out when everyone has the one before. CPU is user and system time of the server's
process (nginx: of its worker) over the broadcasts of a cell, divided by deliveries; deliveries/s counts from
the broadcast call to the last receipt; latency from the broadcast call to the receipt at every 16th connection
(of compressed forms: every 128th, which inflates). All contestants are up at once and are asked in turn, in
another order each round; values are medians, ranges in parentheses. A dash is a cell that would take longer
than 3 s a message, or that is not measured. Heartbeats are off.`;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return;
  const begun = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), 'slalom-live-fanout-'));
  process.once('exit', () => {
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const { entries, missing } = findContestants(options.only);
  const results = new Results();
  const program = loadProgram(scratch);
  const progress = (line: string): void => {
    const seconds = Math.round((performance.now() - begun) / 1_000);
    process.stderr.write(`${String(seconds).padStart(4)} s  ${line}\n`);
  };
  const bench: Bench = { entries, options, program, results, progress };
  const measures: Record<string, (one: Bench) => Promise<void>> = {
    'fan-out': measureFanOut,
    memory: measureMemory,
    storm: measureStorm,
    stuck: measureStuck,
    import: measureImport,
    profile: measureProfile,
  };
  for (const part of options.parts) {
    if (part === 'import' && !entries.some(({ group }) => group === 'ours')) continue;
    await measures[part]?.(bench);
  }
  const minutes = ((performance.now() - begun) / 60_000).toFixed(0);
  const text = [
    `${machine()} ${release()}. Against ${versions(entries)}. Load client in ${program.language}. ` +
      `${options.rounds} rounds, ${minutes} minutes.`,
    METHOD,
    [...missing, ...results.notes].map((note) => `- ${note}`).join('\n'),
    tables(entries, options, results),
  ]
    .filter(Boolean)
    .join('\n\n');
  process.stdout.write(`${text}\n`);
  if (options.doesWrite) writeResultsPage('fanout', text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
