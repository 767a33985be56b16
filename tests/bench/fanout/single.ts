/** What is measured with one contestant up at a time: memory, storms of connects, stuck readers. */
import { quantile } from '../measure';
import { firstLine } from '../within';
import { Contestant } from './Contestant';
import type { Entry } from './contestants';
import { rotated, type Bench } from './fanOut';
import { LoadClient } from './LoadClient';

const SMALL = 300;
const STORM_BYTES = 40_000;
/** Connections that are there before memory is measured, so that what the first ones cause does not count. */
const FIRST_CONNS = 200;

/** Memory of an idle connection: of many less that of few, divided by their difference. */
export async function measureMemory(bench: Bench): Promise<void> {
  const { options, results } = bench;
  const conns = options.idleConns;
  // Memory hardly varies.
  const rounds = Math.min(2, options.rounds);
  await eachAlone(bench, 'memory', withoutBroadcastOnly(bench.entries), rounds, async (entry, round) => {
    await alone(bench, entry, SMALL, async (contestant, load) => {
      await load.connect(FIRST_CONNS);
      const before = await contestant.memory();
      await load.connect(conns - FIRST_CONNS);
      const after = await contestant.memory();
      const add = (what: 'rss' | 'used'): void => {
        const [few, many] = [before[what], after[what]];
        if (few === null || many === null) return;
        results.add(entry.name, `memory ${what}`, round, (many - few) / (conns - FIRST_CONNS));
      };
      add('rss');
      add('used');
    });
  });
}

/** All connect at once, and each gets a snapshot. */
export async function measureStorm(bench: Bench): Promise<void> {
  const { options, results } = bench;
  // Inflating each one's snapshot would make the load client the bottleneck.
  const entries = withoutBroadcastOnly(bench.entries).filter(({ name }) => name !== 'ours SSE gzip');
  await eachAlone(bench, 'storm', entries, options.rounds, async (entry, round) => {
    await alone(bench, entry, STORM_BYTES, async (contestant, load) => {
      await load.connect(FIRST_CONNS);
      const before = await contestant.cpuMs();
      const { ms } = await load.connect(options.stormConns, { atOnce: options.stormConns });
      results.add(entry.name, 'storm ms', round, ms);
      results.add(entry.name, 'storm cpu', round, (await contestant.cpuMs()) - before);
    });
  });
}

const PROFILE = { bytes: SMALL, count: 50, ratePerSecond: 5, burst: 1 };

/** Where the time of broadcasts to the most connections goes. */
export async function measureProfile(bench: Bench): Promise<void> {
  const { entries, options, results, progress } = bench;
  const entry = entries.find(({ name }) => name === 'ours ws');
  if (!entry) return;
  progress('profile');
  await eachOrNote(bench, entry, () =>
    alone(bench, entry, SMALL, async (contestant, load) => {
      await load.connect(options.conns.at(-1) ?? 0);
      let times: Record<string, number> = {};
      await load.count(PROFILE.count, async () => {
        times = await contestant.profile(PROFILE);
      });
      for (const [name, ms] of Object.entries(times)) results.add(name, 'profile', 0, ms);
    }),
  );
}

const STUCK = { conns: 1_000, stuck: 50, bytes: 300_000 };
/** One in twenty never reads: what the server holds for them, and what the others notice. */
export async function measureStuck(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const names = ['ours ws', 'ours SSE', 'nchan ws'];
  const messages = options.stuckMessages;
  for (const entry of bench.entries.filter(({ name }) => names.includes(name))) {
    progress(`stuck readers, ${entry.name}`);
    // Both up at once and asked in turn, so that what disturbs one disturbs the other.
    await eachOrNote(bench, entry, () =>
      alone(bench, entry, SMALL, (withStuck, loadWithStuck) =>
        alone(bench, entry, SMALL, async (without, loadWithout) => {
          const sides = [
            { name: 'with', contestant: withStuck, load: loadWithStuck, micros: [] as number[] },
            { name: 'without', contestant: without, load: loadWithout, micros: [] as number[] },
          ];
          await loadWithStuck.connect(STUCK.conns, { stuck: STUCK.stuck });
          await loadWithout.connect(STUCK.conns - STUCK.stuck);
          const before = new Map<string, number>();
          for (const { name, contestant } of sides) before.set(name, (await contestant.memory()).rss);
          for (let i = 0; i < messages; i += 1) {
            for (const { contestant, load, micros } of i % 2 ? sides : [...sides].reverse()) {
              const broadcast = { bytes: STUCK.bytes, count: 1, ratePerSecond: 1, burst: 1 };
              const received = await load.count(1, () => contestant.broadcast(broadcast));
              micros.push(...received.micros);
            }
          }
          for (const { name, contestant, micros } of sides) {
            const { peakRss } = await contestant.memory();
            results.add(entry.name, `stuck growth ${name}`, 0, peakRss - (before.get(name) ?? 0));
            results.add(entry.name, `stuck p99 ${name}`, 0, quantile(micros, 0.99) / 1_000);
            results.add(entry.name, `stuck p50 ${name}`, 0, quantile(micros, 0.5) / 1_000);
          }
        }),
      ),
    );
  }
}

const withoutBroadcastOnly = (entries: Entry[]): Entry[] =>
  entries.filter(({ isBroadcastOnly }) => !isBroadcastOnly);

async function eachAlone(
  bench: Bench,
  what: string,
  entries: Entry[],
  rounds: number,
  measure: (entry: Entry, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    bench.progress(`${what}, round ${round + 1} of ${rounds}`);
    for (const entry of rotated(entries, round)) await eachOrNote(bench, entry, () => measure(entry, round));
  }
}

async function eachOrNote({ results }: Bench, { name }: Entry, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    results.notes.add(`${name} was left out of one measurement: ${firstLine(error)}`);
  }
}

/** A contestant and a load client for it, for as long as `work` takes. */
async function alone(
  { program }: Bench,
  entry: Entry,
  snapshotBytes: number,
  work: (contestant: Contestant, load: LoadClient) => Promise<void>,
): Promise<void> {
  const contestant = await Contestant.start(entry, snapshotBytes);
  const load = new LoadClient(program, contestant.port, contestant.client);
  try {
    await work(contestant, load);
  } finally {
    await load.close();
    await contestant.stop();
  }
}
