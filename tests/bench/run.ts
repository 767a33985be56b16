/** `npm run bench`: measures the built server on this machine and prints tables. Takes about a minute. */
import { benchDurability } from './durability';
import { benchImports } from './imports';
import { benchLatency } from './latency';
import { machine } from './measure';
import { benchSizes } from './sizes';

async function main(): Promise<void> {
  process.stdout.write(`${machine()}\n`);
  await benchLatency();
  await benchDurability();
  await benchImports();
  await benchSizes();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
