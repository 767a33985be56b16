/**
 * `npm run soak`: a whole simulated race day under PM2, compressed into some minutes: several workers on one SQLite file, thousands
 * of viewers of all forms of whom a tenth reads slowly, workers that are reloaded and killed. Ends with 0 where nobody
 * missed anything and nothing grows. `--help` names the options.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { digits, markdownTable, writeResultsPage, type Row } from '../bench/markdown';
import { machine } from '../bench/measure';
import { send, type Answer } from '../support/api';
import { newPm2, type Pm2 } from '../support/pm2';
import {
  Producer,
  restWhenAllAreCurrent,
  wholeRecording,
  withoutChanges,
  type RecordedPush,
} from '../support/replay';
import { endProcesses, scratch } from '../support/serverProcess';
import { isDeepStrictEqual } from 'node:util';
import { slopeOf, type Slope } from './slope';
import { Viewers } from './Viewers';

const HELP = `npm run soak -- [options]

  --minutes 20     how long the race day takes
  --viewers 2000   how many watch it
  --workers 2      processes of PM2
  --write          puts the report into specs/performance.md, too
`;

const EVENT = 'SOAK';
const MASTER = { 'X-Master-Key': 'under-the-bridge' };
/** Workers are reloaded and killed in this first share of the time; how memory goes is looked at in the rest. */
const ROUGH_SHARE = 0.5;
/** A started worker fills what it keeps; this share of the quiet time is not looked at. */
const SETTLE_SHARE = 0.2;
/** On-course lists a second, about as a bridge sends them in a race. */
const LISTS_PER_SECOND = 1;
/** The longest break between two pushes, in milliseconds of the race. */
const LONGEST_BREAK_MS = 600_000;
/** A break that is longer is the night. */
const NIGHT_MS = 4 * 3_600_000;
/** Memory that is held and grows by more than this, and by more than twice its error, does grow. In MB an hour. */
const GROWS_MB = 20;
/** What is looked at for a shorter time tells nothing: a process first fills what its collector lets it. */
const LEAST_MINUTES = 20;

interface Options {
  minutes: number;
  viewers: number;
  workers: number;
}

/** What one worker had, sample by sample: milliseconds, MB that it held after a collection, MB resident, open files. */
type Samples = [ms: number, held: number, resident: number, files: number][];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      viewers: { type: 'string' },
      workers: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const options = {
    minutes: Number(values.minutes ?? 20),
    viewers: Number(values.viewers ?? 2_000),
    workers: Number(values.workers ?? 2),
  };
  const folder = scratch();
  const { pm2, url } = await newPm2({
    ...{ WEB_CONCURRENCY: `${options.workers}`, SHOW_VIEWERS: 'false' },
    // What is kept to be resumed is full early: what grows later is not that.
    MAX_WAITING_BYTES: '131072',
    ...{ NODE_OPTIONS: `--require ${join(__dirname, 'tellMemory.js')}`, SOAK_MEMORY: folder },
  });
  try {
    await pm2.run('start', 'ecosystem.config.js');
    const { report, problems } = await soak(pm2, url, folder, options);
    const isLong = options.minutes >= LEAST_MINUTES;
    const memory = isLong
      ? `what is held grew by less than ${GROWS_MB} MB an hour, or than twice its error`
      : 'how memory goes takes longer to tell';
    const well = `Nothing was missed, and ${memory}.`;
    const verdict = problems.length === 0 ? well : problems.join(' ');
    const text = `${machine()}.\n\n${markdownTable(report)}\n\n${verdict}`;
    process.stdout.write(`${text}\n`);
    if (values.write) writeResultsPage('soak', text);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    await pm2.run('kill');
    await endProcesses();
  }
}

async function soak(
  pm2: Pm2,
  url: string,
  /** The folder in which workers write down what they hold. */
  memory: string,
  { minutes, viewers: count, workers }: Options,
): Promise<{ report: Row[]; problems: string[] }> {
  // Without the best-run leak, so that what is right does not hang on the moment in which an export comes.
  const plan = simulateRaceDay({ seed: 'soak', athletes: 120, eventId: EVENT });
  const lastsMs = minutes * 60_000;
  const racingMs = lengthOf(firstDay(wholeRecording(plan, { xmlEverySeconds: 3_600, onCourseEvery: 1_000 })));
  const speed = racingMs / lastsMs;
  const recording = firstDay(
    wholeRecording(plan, {
      xmlEverySeconds: Math.max(60, Math.round(20 * speed)),
      // There are one to two lists a second.
      onCourseEvery: Math.max(1, Math.round((1.5 * speed) / LISTS_PER_SECOND)),
    }),
  );
  const producer = new Producer(url);
  const begun = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${Math.round((performance.now() - begun) / 1_000)} s  ${line}\n`);
  };
  let viewers: Viewers | null = null;
  let pushes = 0;
  const tally = { again: 0, reloads: 0, kills: 0, refused: 0 };
  const samples = new Map<number, Samples>();
  let isOver = false;

  /** A booth sends it again until it is answered. */
  const push = async (one: RecordedPush): Promise<Answer> => {
    for (;;) {
      try {
        if (!one.path.endsWith('/events')) return await producer.send(one);
        return await send(one.method, url + one.path, { body: one.body, headers: MASTER });
      } catch {
        tally.again += 1;
        await sleep(200);
      }
    }
  };

  async function playDay(): Promise<void> {
    for (const one of recording) {
      await sleep(Math.max(0, one.atMs / speed - (performance.now() - begun)));
      const answer = await push(one);
      producer.take(one, answer);
      pushes += 1;
      if (answer.status >= 300 && !(answer.status === 403 && one.path.endsWith('/oncourse')))
        tally.refused += 1;
      if (one.body.status === 'startlist') viewers = new Viewers(url, EVENT, count);
    }
    isOver = true;
  }

  /** Reloads all workers and kills one, by turns. */
  async function disturb(): Promise<void> {
    const everyMs = (lastsMs * ROUGH_SHARE) / 8;
    for (let i = 0; performance.now() - begun + everyMs < lastsMs * ROUGH_SHARE; i += 1) {
      await sleep(everyMs);
      // PM2 reloads nothing that it is just starting.
      while ((await pm2.apps()).some(({ pm2_env }) => pm2_env.status !== 'online')) await sleep(500);
      if (i % 2 === 0) {
        say('reload');
        await pm2.run('reload', 'slalom-live');
        tally.reloads += 1;
      } else {
        say('kill');
        const [victim] = await pm2.apps();
        if (victim) process.kill(victim.pid, 'SIGKILL');
        tally.kills += 1;
      }
    }
  }

  async function sample(): Promise<void> {
    const quietFrom = lastsMs * (ROUGH_SHARE + (1 - ROUGH_SHARE) * SETTLE_SHARE);
    await sleep(quietFrom);
    const isThere = (pid: number): boolean => existsSync(`/proc/${pid}/status`);
    let pids: number[] = [];
    while (!isOver) {
      // On a busy machine the last reload may still be replacing workers.
      if (pids.length === 0 || !pids.every(isThere)) pids = (await pm2.apps()).map(({ pid }) => pid);
      for (const pid of pids.filter(isThere)) {
        const of = samples.get(pid) ?? [];
        samples.set(pid, of);
        of.push([
          performance.now(),
          heldMb(memory, pid),
          residentMb(pid),
          readdirSync(`/proc/${pid}/fd`).length,
        ]);
      }
      await sleep(Math.max(500, lastsMs / 500));
    }
  }

  await Promise.all([playDay(), disturb(), sample()]);
  const watching = viewers as Viewers | null;
  if (!watching) throw new Error('nobody watched');
  watching.endSlowness();
  say('the race is over; waiting for everybody');
  const rest = await restWhenAllAreCurrent(url, EVENT, watching.all);
  watching.sweep();
  const differing = watching.differing(rest);
  const isRight = isDeepStrictEqual(withoutChanges(rest.results), producer.oracle.results());
  const { outOfOrder, messages, resumptions } = watching;
  watching.close();

  const slopes = [...samples.values()].map((of) => ({
    held: slopeOf(of.map(([ms, held]) => [ms, held])),
    resident: slopeOf(of.map(([ms, , resident]) => [ms, resident])),
  }));
  // Of all workers together: viewers who come back may come to another.
  const [first = [], ...others] = samples.values();
  const files = slopeOf(
    first
      .map(
        ([ms, , , files], i) => [ms, others.reduce((sum, of) => sum + (of[i]?.[3] ?? NaN), files)] as const,
      )
      .filter(([, sum]) => !Number.isNaN(sum)),
  );
  const grows =
    minutes >= LEAST_MINUTES &&
    slopes.some(({ held }) => held && held.perHour > Math.max(GROWS_MB, 2 * held.error));
  const problems = [
    ...(differing > 0 ? [`${differing} viewers ended with something else than REST says.`] : []),
    ...(isRight ? [] : ['The results are not those that the rules lead to.']),
    ...(outOfOrder > 0 ? [`${outOfOrder} messages came twice or out of order.`] : []),
    ...(tally.refused > 0 ? [`${tally.refused} pushes were refused.`] : []),
    ...(tally.again > 2 * tally.kills ? [`${tally.again} pushes were not answered.`] : []),
    ...(grows ? ['Memory grows.'] : []),
  ];
  const report: Row[] = [
    { what: 'minutes; hours of racing in them', value: `${minutes}; ${digits(racingMs / 3_600_000)}` },
    { what: 'workers of PM2; viewers of all forms, a tenth slow', value: `${workers}; ${count}` },
    { what: 'pushes; messages to viewers', value: `${pushes}; ${messages}` },
    { what: 'reloads; killed workers', value: `${tally.reloads}; ${tally.kills}` },
    { what: 'viewers came back; of long-polls, each is one', value: resumptions },
    { what: 'pushes sent again, because a killed worker had them', value: tally.again },
    {
      what: 'viewers who differ from REST; messages twice or out of order',
      value: `${differing}; ${outOfOrder}`,
    },
    ...slopes.flatMap(({ held, resident }, i) => [
      { what: `worker ${i + 1}: MB held after a collection, and MB an hour`, value: shownSlope(held) },
      { what: `worker ${i + 1}: MB resident, and MB an hour`, value: shownSlope(resident) },
    ]),
    { what: 'all workers: open files, and files an hour', value: shownSlope(files) },
  ];
  return { report, problems };
}

/** The first day of a recording; its long breaks are cut to some minutes. */
function* firstDay(recording: Iterable<RecordedPush>): Generator<RecordedPush> {
  let cutMs = 0;
  let last = 0;
  for (const push of recording) {
    if (push.atMs - last > NIGHT_MS) return;
    cutMs += Math.max(0, push.atMs - last - LONGEST_BREAK_MS);
    last = push.atMs;
    yield { ...push, atMs: push.atMs - cutMs };
  }
}

function lengthOf(recording: Iterable<RecordedPush>): number {
  let last = 0;
  for (const { atMs } of recording) last = atMs;
  return last;
}

/** Of all threads of a worker together. */
const heldMb = (folder: string, pid: number): number =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${pid}.`))
    .reduce(
      (sum, name) => sum + Number(/ (\d+)\n$/.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? 0),
      0,
    ) / 1_048_576;

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1_024;

const shownSlope = (slope: Slope | null): string =>
  slope ? `${digits(slope.mean)}, ${digits(slope.perHour)} ± ${digits(slope.error)}` : '–';

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${String((error as Error).stack)}\n`);
    // The race and those who watch it would go on.
    process.exit(1);
  },
);
