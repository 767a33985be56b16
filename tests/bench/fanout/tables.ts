/** What was measured, as Markdown. */
import type { Entry } from './contestants';
import { goalRows } from './goals';
import { burstConns, type Options } from './options';
import { markdownTable, median, shown, type Row } from '../markdown';
import { cell, type Results } from '../Results';

export function tables(entries: Entry[], options: Options, results: Results): string {
  const parts = [
    section('Goals', goalRows(results, options)),
    ...options.sizes.map((bytes) => ofSize(bytes, entries, options, results)),
    slopes(entries, options, results),
    named(entries, results, 'Latency at an even rate: 1,000 connections, 0.3 kB, 10 a second', {
      'p50 ms': ['rate p50', 1],
      'p99 ms': ['rate p99', 1],
    }),
    named(entries, results, `Bursts of 8 messages of 0.3 kB to ${burstConns(options)} connections`, {
      'CPU µs a delivery': ['burst cpu', 1],
    }),
    named(
      entries,
      results,
      `HTTP requests that come while 0.3 kB go to ${options.conns.at(-1) ?? 0} connections`,
      {
        'p50 ms': ['http p50', 1],
        'p99 ms': ['http p99', 1],
      },
    ),
    named(entries, results, `Memory of an idle connection, of ${options.idleConns}`, {
      'heap and external, kB': ['memory used', 1e3],
      'resident, kB': ['memory rss', 1e3],
    }),
    named(entries, results, `Storm: ${options.stormConns} connect at once, 40 kB for each`, {
      'seconds until all have it': ['storm ms', 1e3],
      'CPU s': ['storm cpu', 1e3],
    }),
    named(
      entries,
      results,
      `Stuck readers: 50 of 1,000 never read, ${options.stuckMessages} messages of 300 kB`,
      {
        'growth MB': ['stuck growth with', 1e6],
        'growth without MB': ['stuck growth without', 1e6],
        'p99 of the others ms': ['stuck p99 with', 1],
        'p99 without ms': ['stuck p99 without', 1],
      },
    ),
    profile(options, results),
  ];
  return parts.filter(Boolean).join('\n');
}

function ofSize(bytes: number, entries: Entry[], { conns }: Options, results: Results): string {
  const rows = entries.map(({ name }): Row => {
    const values = (metric: string, level: number): number[] => results.of(name, cell(metric, level, bytes));
    const last = conns.findLast((level) => values('cpu', level).length > 0) ?? 0;
    return {
      contestant: name,
      ...Object.fromEntries(conns.map((level) => [`CPU µs at ${level}`, shown(values('cpu', level))])),
      'deliveries/s': shown(values('rate', last), 1).replaceAll(/\.\d+/g, ''),
      'p50 ms': shown(values('p50', last)),
      'p99 ms': shown(values('p99', last)),
      bytes: shown(values('bytes', last)),
      'load client µs': shown([median(values('load', last))]),
    };
  });
  const title = `${bytes / 1_000} kB: CPU per delivery; the rest at the most connections that were measured`;
  return section(title, rows);
}

/** How the cost grows: with connections as a ratio, with size as a line through the sizes. */
function slopes(entries: Entry[], { conns, sizes }: Options, results: Results): string {
  const [fewest = 0, most = 0] = [conns[0], conns.at(-1)];
  const rows = entries.map(({ name }): Row => {
    const cpu = (level: number, bytes: number): number => results.median(name, cell('cpu', level, bytes));
    const growth = sizes.map((bytes): [string, string] => {
      const ratio = cpu(most, bytes) / cpu(fewest, bytes);
      return [`${bytes / 1_000} kB, ${most} ÷ ${fewest}`, Number.isNaN(ratio) ? '–' : ratio.toFixed(2)];
    });
    const { fixed, perKb } = line(sizes.map((bytes) => [bytes / 1_000, cpu(fewest, bytes)]));
    return {
      contestant: name,
      ...(most > fewest && Object.fromEntries(growth)),
      [`µs fixed at ${fewest}`]: shown([fixed]),
      [`µs a kB at ${fewest}`]: Number.isNaN(perKb) ? '–' : perKb.toFixed(3),
    };
  });
  return section('Slopes: CPU per delivery with connections (1 is linear) and with size', rows);
}

/** Least squares, each point weighed by its inverse so that small messages count as much as large ones. */
function line(points: [number, number][]): { fixed: number; perKb: number } {
  const known = points.filter(([, y]) => !Number.isNaN(y)).map(([x, y]) => ({ x, y, weight: 1 / y ** 2 }));
  const total = (of: (point: { x: number; y: number }) => number): number =>
    known.reduce((all, point) => all + of(point) * point.weight, 0);
  const [w, x, y, xx, xy] = [
    total(() => 1),
    total((p) => p.x),
    total((p) => p.y),
    total((p) => p.x ** 2),
    total((p) => p.x * p.y),
  ];
  const perKb = (w * xy - x * y) / (w * xx - x ** 2);
  return { fixed: (y - perKb * x) / w, perKb };
}

/** How many functions of the profile are shown. */
const SHOWN_FUNCTIONS = 12;

/** Where the time goes, by function, waiting left out. */
function profile({ conns }: Options, results: Results): string {
  const times = results
    .named('profile')
    .filter((name) => name !== '(idle)' && name !== '(root)')
    .map((name) => ({ name, ms: results.median(name, 'profile') }))
    .sort((a, b) => b.ms - a.ms);
  const all = times.reduce((sum, { ms }) => sum + ms, 0);
  const rows = times
    .slice(0, SHOWN_FUNCTIONS)
    .map(({ name, ms }): Row => ({ function: name, 'of the time': `${((100 * ms) / all).toFixed(1)} %` }));
  return section(`Where the time goes: ours ws, 0.3 kB to ${conns.at(-1) ?? 0} connections`, rows);
}

/** One row for each contestant that has any of the measures, each `[name, scale]`. */
function named(
  entries: Entry[],
  results: Results,
  title: string,
  measures: Record<string, [string, number]>,
): string {
  const rows = entries
    .filter(({ name }) => Object.values(measures).some(([measure]) => results.of(name, measure).length > 0))
    .map(({ name }): Row => {
      const cells = Object.entries(measures).map(([head, [measure, scale]]) => [
        head,
        shown(results.of(name, measure), scale),
      ]);
      return { contestant: name, ...(Object.fromEntries(cells) as Row) };
    });
  return section(title, rows);
}

const section = (title: string, rows: Row[]): string =>
  rows.length === 0 ? '' : `### ${title}\n\n${markdownTable(rows)}\n`;
