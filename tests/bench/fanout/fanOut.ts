/** Every size with every number of connections, all contestants up at once and asked in turn. */
import { Agent, get } from 'node:http';
import { quantile } from '../measure';
import { Contestant } from './Contestant';
import type { Entry } from './contestants';
import { LoadClient, type LoadProgram, type Received } from './LoadClient';
import { burstConns, type Options } from './options';
import { median } from '../markdown';
import { cell, type Results } from '../Results';
import { firstLine } from '../within';

/** The snapshot that everyone gets on connecting. */
const SMALL = 300;
const ON_COURSE = 1_500;
/** A broadcast that is predicted to take longer is left out, in ms. */
const MOST_BROADCAST_MS = 3_000;
/** A cell takes no longer than this in a round, but for its first broadcast, in ms. */
const MOST_CELL_MS = 1_200;
/** Broadcasts before anything is measured; more than the 32 after which a shared context takes newcomers in. */
const WARM_UPS = { first: 40, later: 34 };
/** Deliveries that a cell is measured with, by size: enough to be seen, few enough to get through. */
const deliveriesOf = (bytes: number): number => (bytes < 4_000 ? 40_000 : bytes < 100_000 ? 10_000 : 3_000);

const RATE = { conns: 1_000, perSecond: 10, count: 20 };
const BURST = { messages: 8, count: 3 };
const HTTP = { broadcasts: 6, everyMs: 5, pauseMs: 100 };

/** A contestant with the connections to it. */
interface Subject {
  entry: Entry;
  contestant: Contestant;
  load: LoadClient;
}

export interface Bench {
  entries: Entry[];
  options: Options;
  program: LoadProgram;
  results: Results;
  /** Shows how far the run has come. */
  progress: (line: string) => void;
}

/** The list, begun at another place each round, so that none is always first or always after the same. */
export const rotated = <T>(list: T[], round: number): T[] => {
  const start = list.length > 0 ? (round * 5) % list.length : 0;
  return [...list.slice(start), ...list.slice(0, start)];
};

export async function measureFanOut(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const grid = new Grid(bench);
  try {
    for (const entry of bench.entries) await grid.start(entry);
    for (const conns of options.conns) {
      progress(`${conns} connections each`);
      await grid.grow(conns);
      for (const bytes of options.sizes) {
        await grid.rounds(`${conns} connections, ${bytes} bytes`, (subject, round) =>
          grid.measureCell(subject, conns, bytes, round),
        );
      }
      if (conns === RATE.conns) await grid.rounds('10 a second', measureRate(results));
      if (conns === burstConns(options)) await grid.rounds('bursts of 8', measureBurst(results));
      if (conns === options.conns.at(-1)) await grid.rounds('HTTP meanwhile', measureHttp(results));
    }
  } finally {
    await grid.close();
  }
}

class Grid {
  private subjects: Subject[] = [];
  private connected = 0;

  constructor(private readonly bench: Bench) {}

  async start(entry: Entry): Promise<void> {
    const { program, results } = this.bench;
    try {
      const contestant = await Contestant.start(entry, SMALL);
      const load = new LoadClient(program, contestant.port, contestant.client);
      this.subjects.push({ entry, contestant, load });
    } catch (error) {
      results.notes.add(`${entry.name} did not start: ${firstLine(error)}`);
    }
  }

  /** Brings everyone to `conns` connections, and warms them up. */
  async grow(conns: number): Promise<void> {
    for (const { entry, contestant, load } of [...this.subjects]) {
      await this.orOut(entry, async () => {
        const more =
          Math.min(conns, entry.maxConnections ?? conns) -
          Math.min(this.connected, entry.maxConnections ?? conns);
        if (more > 0) await load.connect(more);
        const isFirst = this.connected === 0;
        for (let i = 0; i < (isFirst ? WARM_UPS.first : WARM_UPS.later); i += 1) {
          if (isFirst) await load.count(1, () => contestant.broadcast(once(ON_COURSE)));
          await load.count(1, () => contestant.broadcast(once(SMALL)));
        }
      });
    }
    this.connected = conns;
  }

  /** Asks everyone in turn, as often as there are rounds. */
  async rounds(what: string, measure: (subject: Subject, round: number) => Promise<void>): Promise<void> {
    const { options, progress } = this.bench;
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`${what}, round ${round + 1} of ${options.rounds}`);
      for (const subject of rotated(this.subjects, round)) {
        if (this.connected > (subject.entry.maxConnections ?? Infinity)) continue;
        await this.orOut(subject.entry, () => measure(subject, round));
      }
    }
  }

  async measureCell(
    { entry, contestant, load }: Subject,
    conns: number,
    bytes: number,
    round: number,
  ): Promise<void> {
    const { results } = this.bench;
    if (this.predictedMs(entry, conns, bytes) > MOST_BROADCAST_MS) return;
    const broadcast = () => load.count(1, () => contestant.broadcast(once(bytes)));
    let [cpuBefore, loadBefore] = [await contestant.cpuMs(), load.cpuMs()];
    const received: Received[] = [await broadcast()];
    // The first one warms up, unless it took so long that it has to do.
    if ((received[0]?.spanMs ?? 0) < MOST_CELL_MS / 2) {
      received.pop();
      [cpuBefore, loadBefore] = [await contestant.cpuMs(), load.cpuMs()];
      const until = performance.now() + MOST_CELL_MS;
      do received.push(await broadcast());
      while (received.length * conns < deliveriesOf(bytes) && performance.now() < until);
    }
    const deliveries = sum(received.map((one) => one.deliveries));
    const add = (metric: string, value: number): void => {
      results.add(entry.name, cell(metric, conns, bytes), round, value);
    };
    const micros = received.flatMap((one) => one.micros);
    add('cpu', (((await contestant.cpuMs()) - cpuBefore) * 1_000) / deliveries);
    add('load', ((load.cpuMs() - loadBefore) * 1_000) / deliveries);
    add('rate', deliveries / (sum(received.map(({ spanMs }) => spanMs)) / 1_000));
    add('p50', quantile(micros, 0.5) / 1_000);
    add('p99', quantile(micros, 0.99) / 1_000);
    add('bytes', sum(received.map((one) => one.bytes)) / deliveries);
  }

  async close(): Promise<void> {
    await Promise.all(this.subjects.map(({ load }) => load.close()));
    await Promise.all(this.subjects.map(({ contestant }) => contestant.stop()));
  }

  /** How long one broadcast would take by what fewer connections, or smaller messages, took; 0 where unknown. */
  private predictedMs({ name }: Entry, conns: number, bytes: number): number {
    const { options, results } = this.bench;
    const rates = (level: number, size: number): number[] => results.of(name, cell('rate', level, size));
    const fewer = options.conns.filter((level) => level < conns).map((level) => rates(level, bytes));
    const known = fewer.findLast((values) => values.length > 0);
    if (known) return (conns / median(known)) * 1_000;
    // Left out with fewer already.
    if (fewer.length > 0) return Infinity;
    return 0;
  }

  /** Who fails is out; the others go on. */
  private async orOut(entry: Entry, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.bench.results.notes.add(`${entry.name} was taken out: ${firstLine(error)}`);
      const out = this.subjects.find((subject) => subject.entry === entry);
      this.subjects = this.subjects.filter((subject) => subject !== out);
      await out?.load.close();
      await out?.contestant.stop();
    }
  }
}

/** Latency at an even rate, far from any limit. */
const measureRate =
  (results: Results) =>
  async ({ entry, contestant, load }: Subject, round: number): Promise<void> => {
    const { micros } = await load.count(RATE.count, () =>
      contestant.broadcast({ bytes: SMALL, count: RATE.count, ratePerSecond: RATE.perSecond, burst: 1 }),
    );
    results.add(entry.name, 'rate p50', round, quantile(micros, 0.5) / 1_000);
    results.add(entry.name, 'rate p99', round, quantile(micros, 0.99) / 1_000);
  };

/** CPU per delivery where eight messages come at once. */
const measureBurst =
  (results: Results) =>
  async ({ entry, contestant, load }: Subject, round: number): Promise<void> => {
    const burst = () =>
      load.count(BURST.messages, () => contestant.broadcast({ ...once(SMALL), burst: BURST.messages }));
    await burst();
    const before = await contestant.cpuMs();
    let deliveries = 0;
    for (let i = 0; i < BURST.count; i += 1) deliveries += (await burst()).deliveries;
    results.add(entry.name, 'burst cpu', round, (((await contestant.cpuMs()) - before) * 1_000) / deliveries);
  };

/** How long plain requests take that come while a message goes out. */
const measureHttp =
  (results: Results) =>
  async ({ entry, contestant, load }: Subject, round: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true });
    const ms: number[] = [];
    for (let i = 0; i < HTTP.broadcasts; i += 1) {
      const answers: Promise<number>[] = [];
      const timer = setInterval(() => answers.push(requestMs(contestant.port, agent)), HTTP.everyMs);
      await load.count(1, () => contestant.broadcast(once(SMALL)));
      clearInterval(timer);
      ms.push(...(await Promise.all(answers)));
      await new Promise((resolve) => setTimeout(resolve, HTTP.pauseMs));
    }
    agent.destroy();
    results.add(entry.name, 'http p50', round, quantile(ms, 0.5));
    results.add(entry.name, 'http p99', round, quantile(ms, 0.99));
  };

function requestMs(port: number, agent: Agent): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/health', agent }, (response) => {
      response.resume().once('end', () => {
        resolve(performance.now() - begun);
      });
    }).once('error', reject);
  });
}

const once = (bytes: number) => ({ bytes, count: 1, ratePerSecond: 1, burst: 1 });
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
