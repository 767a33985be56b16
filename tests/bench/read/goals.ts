/** What reading set out to cost, beside what it costs in this run. */
import { digits, median, shown, type Row } from '../markdown';
import type { Results } from '../Results';
import { FORMS, herdName } from './restartHerd';
import { DAYS } from './oneResult';
import { READERS } from './readersPush';

interface Goal {
  what: string;
  goal: string;
  /** One value a round. */
  values: number[];
  /** Null for what is told and has no goal. */
  isMet: ((value: number) => boolean) | null;
  unit: string;
}

/** The table of goals; a goal is met by the median of the rounds. */
export function goalRows(results: Results): Row[] {
  return goals(results)
    .filter(({ values }) => values.length > 0)
    .map(({ what, goal, values, isMet, unit }) => {
      // Whatever was not reached at all is not a number, and misses.
      const isReached = values.every((value) => !Number.isNaN(value));
      const reached = `${isReached ? shown(values) : 'not reached'} ${isReached ? unit : ''}`.trim();
      const met = isMet === null ? '' : isReached && isMet(median(values)) ? 'yes' : 'no';
      return { what, goal, reached, met };
    });
}

const KILO = 1_000;
const MEGA = 1_000_000;

function goals(results: Results): Goal[] {
  const of = (who: string, measure: string, scale = 1): number[] =>
    results.of(who, measure).map((value) => value / scale);
  const ratio = (what: string, who: string, other: string, measure: string, most: number): Goal => ({
    what,
    goal: `≤ ${most} ×`,
    values: results.ratios(who, other, measure),
    isMet: (value) => value <= most,
    unit: '×',
  });
  const least = (what: string, who: string, other: string, share: number | null): Goal => ({
    what,
    goal: share === null ? '' : `≥ ${share} ×`,
    values: results.ratios(who, other, 'a second of CPU'),
    isMet: share === null ? null : (value) => value >= share,
    unit: '×',
  });
  const atMost = (what: string, values: number[], most: number, unit: string): Goal => ({
    what,
    goal: `≤ ${most} ${unit}`,
    values,
    isMet: (value) => value <= most,
    unit,
  });
  const told = (what: string, values: number[], unit: string): Goal => ({
    what,
    goal: '',
    values,
    isMet: null,
    unit,
  });

  const [quiet, ...readers] = READERS.map(({ name }) => name);
  return [
    told('a booth pushes ten results a second, nobody reads: answer p50', of(quiet ?? '', 'push p50'), 'ms'),
    told('the same, p95', of(quiet ?? '', 'push p95'), 'ms'),
    ...readers.flatMap((name) => [
      ratio(
        `push p95 with ${name} ÷ nobody`,
        name,
        quiet ?? '',
        'push p95',
        name.startsWith('20 ') ? 1.3 : 2,
      ),
      told(`their answers a second`, of(name, 'reads a second'), 'a second'),
    ]),
    ...DAYS.flatMap(({ name }) => {
      const [result, health] = [of(name, 'result p50'), of(name, 'health p50')];
      return [
        {
          what: `one result into ${name}, POST to ws, p50 ÷ \`/health\` p50`,
          goal: '≤ 2.5 ×',
          values: result.map((ms, i) => ms / (health[i] ?? NaN)),
          isMet: (value: number) => value <= 2.5,
          unit: '×',
        },
        atMost('the same, p50', result, 4, 'ms'),
        told('the same, p95', of(name, 'result p95'), 'ms'),
        told('`/health` of the same client, p50', health, 'ms'),
      ];
    }),
    least('`/health` ÷ a bare Koa application', 'health', 'bare Koa', 0.85),
    least('results of 344 athletes ÷ `/health`', 'results, 344 athletes', 'health', 0.6),
    least('the same with gzip', 'results, gzip', 'health', 0.6),
    least('the same, 304', 'results, 304', 'health', 0.8),
    least('the same detailed, gzip', 'results, detailed, gzip', 'health', null),
    least('event ÷ `/health`', 'event', 'health', null),
    least('on course ÷ `/health`', 'on course', 'health', null),
    least('snapshot with gzip ÷ `/health`', 'snapshot, gzip', 'health', null),
    told('`/health`', of('health', 'a second'), 'a second'),
    told('results of 344 athletes, gzip', of('results, gzip', 'a second'), 'a second'),
    told('a bare Koa application', of('bare Koa', 'a second'), 'a second'),
    ...FORMS.flatMap((form) => {
      const [open, restarted] = (['channel open', 'after a restart'] as const).map((when) =>
        herdName(form, when),
      ) as [string, string];
      return [
        ratio(`herd on ${form}: CPU after a restart ÷ channel open`, restarted, open, 'cpu', 2),
        told(`herd on ${form}, channel open: CPU`, of(open, 'cpu'), 'ms'),
        ...[open, restarted].flatMap((name) => [
          atMost(`herd on ${name}: worst \`/health\``, of(name, 'worst health'), 100, 'ms'),
          atMost(`herd on ${name}: all current`, of(name, 'seconds'), 3, 's'),
        ]),
      ];
    }),
    ratio(
      'storm after a restart ÷ snapshot in memory',
      'storm, after a restart',
      'storm, snapshot in memory',
      'seconds',
      1.3,
    ),
    told('storm, snapshot in memory', of('storm, snapshot in memory', 'seconds'), 's'),
    told('the same: CPU of the server', of('storm, snapshot in memory', 'cpu', KILO), 's'),
    told('storm after a restart: worst `/health`', of('storm, after a restart', 'worst health'), 'ms'),
    atMost('1,000 pipelined GETs: worst `/health` of another', of('pipelined', 'worst health'), 50, 'ms'),
    told('until they were answered', of('pipelined', 'seconds'), 's'),
    atMost('first poll, one race of 344 athletes', of('first poll, one race', 'bytes', KILO), 80, 'kB'),
    atMost('first poll, ten races of 344 athletes', of('first poll, ten races', 'bytes', KILO), 80, 'kB'),
    atMost(
      `${digits(median(of('cached pollers', 'conns')))} pollers behind a cache: requests to the server a message`,
      of('cached pollers', 'origin requests'),
      5,
      'requests',
    ),
    atMost('the same, receipt p99', of('cached pollers', 'p99', KILO), 1.5, 's'),
    told('the same, receipt p50', of('cached pollers', 'p50', KILO), 's'),
    told(
      'the same, messages that arrived',
      of('cached pollers', 'received').map((share) => share * 100),
      '%',
    ),
    told('an archived event, read once: heap', of('archived event', 'used', MEGA), 'MB'),
    told('the same, resident', of('archived event', 'rss', MEGA), 'MB'),
    told('the same, heap after it was unused for 75 s', of('archived event', 'used later', MEGA), 'MB'),
    told('the same, resident', of('archived event', 'rss later', MEGA), 'MB'),
    atMost(
      'first visit, 400 kbit/s, 300 ms, CPU ÷ 4: a row is shown',
      of('first visit, slow', 'row ms', KILO),
      2,
      's',
    ),
    told('the same: up to date', of('first visit, slow', 'live ms', KILO), 's'),
    atMost('first visit, all that comes down the line', of('first visit, slow', 'bytes', KILO), 60, 'kB'),
    told('requests of a visit, streams among them', of('first visit, quick', 'requests'), 'requests'),
    atMost(
      'quick network: up to date after the script came',
      of('first visit, quick', 'live after script ms', KILO),
      0.3,
      's',
    ),
    told('quick network: a row is shown', of('first visit, quick', 'row ms', KILO), 's'),
  ];
}
