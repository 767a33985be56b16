/** What the live channel set out to reach, beside what it reached in this run. */
import type { Options } from './options';
import { median } from '../markdown';
import { cell, type Results } from '../Results';

interface Goal {
  what: string;
  goal: string;
  /** One value for each cell that the goal speaks of. */
  values: number[];
  isMet: (value: number) => boolean;
  text: (value: number) => string;
}

const times = (value: number): string => `${value.toFixed(2)} ×`;
const KILO = 1_000;
const MEGA = 1_000_000;

export function goalRows(results: Results, options: Options): Record<string, string>[] {
  return goals(results, options).map(({ what, goal, values, isMet, text }) => {
    const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    const [least, most] = [known[0], known.at(-1)];
    if (least === undefined || most === undefined) return { what, goal, reached: 'not measured', met: '' };
    const texts = [...new Set([least, most].map(text))];
    return { what, goal, reached: texts.join(' to '), met: known.every(isMet) ? 'yes' : 'no' };
  });
}

function goals(results: Results, options: Options): Goal[] {
  const { sizes, conns, idleConns, stormConns } = options;
  const large = conns.filter((level) => level >= 5_000);
  const levels = large.length > 0 ? large : conns.slice(-1);
  const small = sizes.filter((bytes) => bytes < 4_000);
  const cells = (bytes: number[], metric: string, among = levels): string[] =>
    among.flatMap((level) => bytes.map((size) => cell(metric, level, size)));

  const ratio = (who: string, other: string, measures: string[], most: number, what: string): Goal => ({
    what,
    goal: `≤ ${most} × ${other}`,
    values: measures.map((measure) => median(results.ratios(who, other, measure))),
    isMet: (value) => value <= most,
    text: times,
  });
  const atMost = (
    who: string,
    measure: string,
    most: number,
    unit: string,
    scale: number,
    what: string,
  ): Goal => ({
    what,
    goal: `≤ ${most} ${unit}`,
    values: [results.median(who, measure) / scale],
    isMet: (value) => value <= most,
    text: (value) => `${value.toFixed(1)} ${unit}`,
  });
  const smaller = (who: string, bytes: number, least: number, what: string): Goal => ({
    what,
    goal: `bytes ÷ ${least}`,
    values: cells([bytes], 'bytes').map((measure) => 1 / median(results.ratios(who, 'ours ws', measure))),
    isMet: (value) => value >= least,
    text: (value) => `÷ ${value.toFixed(1)}`,
  });

  const shared = 'ours ws shared context';
  const once = 'ours ws deflated once';
  const long = sizes.filter((bytes) => bytes >= 40_000);
  return [
    ratio('ours ws', 'bare net', cells(small, 'cpu'), 1.1, 'ws, CPU of 0.3–1.5 kB'),
    ratio('ours ws', 'nchan ws', cells(small, 'cpu'), 0.95, 'ws, CPU of 0.3–1.5 kB'),
    ratio('ours ws', 'socket.io', cells(small, 'cpu'), 0.5, 'ws, CPU of 0.3–1.5 kB'),
    ratio('ours ws', 'ws loop', cells(small, 'cpu'), 0.7, 'ws, CPU of 0.3–1.5 kB'),
    ratio(once, 'nchan ws', cells([45_000], 'cpu'), 0.8, 'ws deflated once, CPU of 45 kB'),
    ratio(once, 'socket.io', cells([45_000], 'cpu'), 0.55, 'ws deflated once, CPU of 45 kB'),
    ratio(once, 'ws deflate each', cells([45_000], 'cpu', conns), 0.02, 'ws deflated once, CPU of 45 kB'),
    smaller(once, 45_000, 4.5, 'ws deflated once, 45 kB'),
    ratio(once, 'nchan ws', cells([300_000], 'cpu'), 0.55, 'ws deflated once, CPU of 300 kB'),
    ratio(once, 'socket.io', cells([300_000], 'cpu'), 0.42, 'ws deflated once, CPU of 300 kB'),
    smaller(shared, 300, 4, 'ws shared context, a result'),
    smaller(shared, 1_500, 8, 'ws shared context, on course'),
    ratio(shared, 'ours ws', cells(small, 'cpu'), 1.15, 'ws shared context, CPU'),
    atMost('ours ws', 'burst cpu', 3, 'µs', 1, 'ws, a delivery of a burst of 8'),
    ratio('ours ws', 'nchan ws', ['burst cpu'], 0.25, 'ws, a delivery of a burst of 8'),
    ratio('ours SSE', 'bare net', cells(small, 'cpu'), 1.2, 'SSE, CPU of 0.3–1.5 kB'),
    ratio('ours SSE', 'nchan SSE', cells(small, 'cpu'), 1, 'SSE, CPU of 0.3–1.5 kB'),
    ratio('ours SSE', 'better-sse', cells(small, 'cpu'), 0.45, 'SSE, CPU of 0.3–1.5 kB'),
    ratio('ours SSE gzip', 'nchan SSE', cells(long, 'cpu'), 0.45, 'SSE gzip once, CPU from 45 kB'),
    atMost('ours ws', 'memory used', 6.5, 'kB', KILO, `ws, memory of one of ${idleConns} idle`),
    atMost('ours SSE', 'memory used', 10.5, 'kB', KILO, `SSE, memory of one of ${idleConns} idle`),
    ratio('ours ws', 'bare net', ['rate p99'], 1.15, 'ws, latency p99 at 1,000 × 10/s'),
    atMost('ours ws', 'http p99', 10, 'ms', 1, `HTTP p99 during broadcasts to ${conns.at(-1) ?? 0}`),
    atMost('ours ws', 'storm ms', 1.3, 's', KILO, `storm of ${stormConns}, 40 kB each`),
    {
      what: `storm of ${stormConns}, 40 kB each`,
      goal: '≥ 2.5 × faster than ws with stringify each',
      values: [median(results.ratios('ws loop', 'ours ws', 'storm ms'))],
      isMet: (value) => value >= 2.5,
      text: times,
    },
    {
      what: '50 of 1,000 stuck, 300 kB each message',
      goal: 'memory + ≤ 50 MB',
      values: ['ours ws', 'ours SSE'].map(
        (who) =>
          (results.median(who, 'stuck growth with') - results.median(who, 'stuck growth without')) / MEGA,
      ),
      isMet: (value) => value <= 50,
      text: (value) => `${value.toFixed(0)} MB`,
    },
    {
      what: '50 of 1,000 stuck, p99 of the others',
      goal: '≤ 1.15 × without them',
      values: ['ours ws', 'ours SSE'].map(
        (who) => results.median(who, 'stuck p99 with') / results.median(who, 'stuck p99 without'),
      ),
      isMet: (value) => value <= 1.15,
      text: times,
    },
    ...['plain', 'compressed'].flatMap((viewers) =>
      ['first', 'again'].map((which) =>
        atMost(
          viewers,
          `import ${which}`,
          10,
          'ms',
          1,
          `5 MB import, 1,000 watch ${viewers}: loop blocked (${which})`,
        ),
      ),
    ),
  ];
}
