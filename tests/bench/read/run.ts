/**
 * `npm run bench:read`: what reading costs those who write, and what it costs at all; the built server is asked over HTTP
 * and WebSockets as anyone asks it. `--help` names the options.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProgram } from '../fanout/LoadClient';
import { markdownTable, writeResultsPage } from '../markdown';
import { machine } from '../measure';
import { Results } from '../Results';
import { firstLine } from '../within';
import { beginArchiveMemory } from './archiveMemory';
import type { Bench } from './Bench';
import { measureCachedPollers } from './cachedPollers';
import { measureFirstPoll } from './firstPoll';
import { measureFirstVisit } from './firstVisit';
import { goalRows } from './goals';
import { PROXIES, ProxyProgram } from '../../support/ProxyProgram';
import { measureOneResult } from './oneResult';
import { readOptions } from './options';
import { measurePipeline } from './pipeline';
import { measureRates } from './rates';
import { measureReaders } from './readersPush';
import { measureHerd } from './restartHerd';
import { measureStorm } from './storm';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return;
  const begun = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), 'slalom-live-bench-read-'));
  process.once('exit', () => {
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const results = new Results();
  const seconds = (): number => Math.round((performance.now() - begun) / 1_000);
  const progress = (line: string): void => {
    process.stderr.write(`${String(seconds()).padStart(4)} s  ${line}\n`);
  };
  const bench: Bench = { options, results, progress };
  const program = loadProgram(scratch);
  const measures: Record<string, () => Promise<void>> = {
    readers: () => measureReaders(bench),
    result: () => measureOneResult(bench),
    rates: () => measureRates(bench),
    herd: () => measureHerd(bench),
    storm: () => measureStorm(bench, program),
    pipeline: () => measurePipeline(bench),
    poll: () => measureFirstPoll(bench),
    cache: () => measureCachedPollers(bench),
    page: () => measureFirstVisit(bench),
  };
  const attempt = async <T>(part: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      results.notes.add(`${part} was left out: ${firstLine(error)}`);
      return undefined;
    }
  };
  const { parts } = options;
  const endMemory = parts.includes('memory')
    ? await attempt('memory', () => beginArchiveMemory(bench))
    : undefined;
  for (const part of parts) {
    const measure = measures[part];
    if (measure) await attempt(part, measure);
  }
  if (endMemory) await attempt('memory', endMemory);

  const text = [
    `${machine()} ${release()}, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}. ` +
      `${ProxyProgram.version(PROXIES['nginx with a cache']) ?? 'no nginx'}. ${options.rounds} rounds, ${seconds()} s.`,
    markdownTable(goalRows(results)),
    [...results.notes].map((note) => `- ${note}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
  process.stdout.write(`${text}\n`);
  if (options.doesWrite) writeResultsPage('reading', text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
