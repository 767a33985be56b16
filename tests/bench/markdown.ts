import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table's row: its cells by the names of their columns. */
export type Row = Record<string, string | number>;

/** Rows as an aligned table; the columns are those of the first row. */
export function markdownTable(rows: Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, i) => Math.max(3, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** A number with three digits that count. */
export const digits = (value: number): string =>
  value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

/** The values' median and, of several, their range; a dash of none. */
export function shown(values: number[], scale = 1): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return '–';
  const scaled = known.map((value) => value / scale).sort((a, b) => a - b);
  const middle = digits(median(scaled));
  const [least, most] = [scaled[0] ?? NaN, scaled.at(-1) ?? NaN].map(digits);
  return least === most ? middle : `${middle} (${least ?? ''}–${most ?? ''})`;
}

/** The one in the middle, or between the two there; NaN of none. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below = NaN, above = NaN] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (below + above) / 2;
}

const PAGE = join(__dirname, '../../specs/performance.md');

/** What stands around a named part of a page. */
export const markersOf = (name: string): [begin: string, end: string] => [
  `<!-- ${name}: begin -->`,
  `<!-- ${name}: end -->`,
];

/** Puts the text between the markers of this name in a page, or at its end where it has none. */
export function writeResultsPage(name: string, text: string, path = PAGE): void {
  const [begin, end] = markersOf(name);
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '# Performance\n\n';
  const block = `${begin}\n\n${text}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  writeFileSync(
    path,
    from < 0 || to < 0 ? `${page}${block}\n` : `${page.slice(0, from)}${block}${page.slice(to + end.length)}`,
  );
}
