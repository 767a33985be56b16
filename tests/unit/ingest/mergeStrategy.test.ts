import { MERGE_STRATEGIES, type MergeStrategy } from '../../../lib/db/eventRepository';
import type { StoredResult } from '../../../lib/db/raceDayRepository';
import {
  LIVE_HOLD_MS,
  mergeExported,
  mergeLive,
  outlivesExport,
  type LiveRun,
} from '../../../lib/ingest/mergeStrategy';

const NOW = 1_000_000_000;
const JUST = NOW - LIVE_HOLD_MS + 1;
const LONG_AGO = NOW - LIVE_HOLD_MS;

const NOTHING: LiveRun = { time: null, pen: null, total: null, status: null };
const RUNS = {
  nothing: NOTHING,
  // The feed sends a penalty of 0 for those who have not started.
  'penalty 0 alone': { ...NOTHING, pen: 0 },
  'penalty 2 alone': { ...NOTHING, pen: 200 },
  A: { time: 8000, pen: 200, total: 8200, status: null },
  B: { time: 8000, pen: 0, total: 8000, status: null },
  DNF: { ...NOTHING, status: 'DNF' },
} satisfies Record<string, LiveRun>;
type RunName = keyof typeof RUNS;

const row = (run: RunName, liveAt: number | null, more: Partial<StoredResult> = {}): StoredResult => ({
  raceId: 'R',
  participantId: 'P',
  bib: '1',
  byHand: null,
  startOrder: 1,
  startTime: null,
  catId: null,
  dtStart: null,
  dtFinish: null,
  gates: null,
  rnk: null,
  rnkOrder: null,
  heatNr: null,
  roundNr: null,
  qualified: null,
  prev: null,
  faults: null,
  isUnderReview: false,
  splits: null,
  changes: [],
  ...RUNS[run],
  liveAt,
  ...more,
});
const runOf = ({ time, pen, total, status }: LiveRun) => ({ time, pen, total, status });

/** Who has its run stored: `export` or the one that was `stored`, and whether the live feed still holds it. */
type ExportCase = [
  MergeStrategy,
  RunName,
  age: 'just' | '60 s' | 'export',
  RunName,
  'export' | 'stored',
  isLive: boolean,
];
const EXPORTS: ExportCase[] = [
  ['live-first', 'A', 'just', 'B', 'stored', true],
  ['live-first', 'A', 'just', 'nothing', 'stored', true],
  ['live-first', 'A', 'just', 'DNF', 'stored', true],
  ['live-first', 'A', 'just', 'A', 'export', true],
  ['live-first', 'nothing', 'just', 'A', 'stored', true],
  ['live-first', 'nothing', 'just', 'penalty 0 alone', 'export', true],
  ['live-first', 'DNF', 'just', 'A', 'stored', true],
  ['live-first', 'A', '60 s', 'B', 'export', false],
  ['live-first', 'A', '60 s', 'nothing', 'export', false],
  ['live-first', 'A', '60 s', 'A', 'export', true],
  ['live-first', 'A', 'export', 'B', 'export', false],
  ['live-first', 'A', 'export', 'nothing', 'export', false],
  ['xml-first', 'A', 'just', 'B', 'export', false],
  ['xml-first', 'A', 'just', 'nothing', 'stored', true],
  ['xml-first', 'A', 'just', 'penalty 0 alone', 'stored', true],
  ['xml-first', 'A', 'just', 'DNF', 'export', false],
  ['xml-first', 'A', 'just', 'A', 'export', true],
  ['xml-first', 'A', '60 s', 'nothing', 'export', false],
  ['xml-first', 'DNF', 'just', 'nothing', 'stored', true],
  ['xml-first', 'A', 'export', 'nothing', 'export', false],
  ['latest', 'A', 'just', 'B', 'export', false],
  ['latest', 'A', 'just', 'nothing', 'export', false],
  ['latest', 'A', 'just', 'A', 'export', true],
  ['latest', 'A', '60 s', 'B', 'export', false],
];
const AGES = { just: JUST, '60 s': LONG_AGO, export: null };

test.each(EXPORTS)(
  '%s: %s stored (%s), an export brings %s: that of the %s holds',
  (strategy, stored, age, comes, holds, isLive) => {
    const merged = mergeExported(
      strategy,
      row(stored, AGES[age]),
      row(comes, null, { gates: '  2', startOrder: 9 }),
      NOW,
    );
    expect(runOf(merged)).toEqual(runOf(holds === 'export' ? RUNS[comes] : RUNS[stored]));
    expect([merged.liveAt, merged.startOrder]).toEqual([isLive ? AGES[age] : null, 9]);
    // Gates come with the run that they belong to.
    expect(merged.gates).toBe(holds === 'export' ? '  2' : null);
  },
);

test.each(MERGE_STRATEGIES)('%s: a row that was not stored is the export’s', (strategy) => {
  expect(mergeExported(strategy, undefined, row('A', null), NOW)).toEqual(row('A', null));
});

test('a held run keeps its own gates, times of day and rank', () => {
  const mine = { gates: ' 50', dtStart: '10:00:00', dtFinish: '10:01:20', rnk: 3 };
  const merged = mergeExported(
    'live-first',
    row('A', JUST, mine),
    row('B', null, { gates: '  0', bib: '7' }),
    NOW,
  );
  expect(merged).toMatchObject({ ...mine, bib: '7' });
});

test.each<[MergeStrategy, RunName, number | null, boolean]>([
  ['live-first', 'A', JUST, true],
  ['live-first', 'A', LONG_AGO, false],
  ['live-first', 'A', null, false],
  ['live-first', 'nothing', JUST, false],
  ['live-first', 'DNF', JUST, true],
  ['xml-first', 'A', JUST, true],
  ['xml-first', 'A', LONG_AGO, false],
  ['latest', 'A', JUST, false],
])(
  '%s: a row with %s that the live feed set at %s outlives an export without it: %s',
  (strategy, run, liveAt, stays) => {
    expect(outlivesExport(strategy, row(run, liveAt), NOW)).toBe(stays);
  },
);

type LiveCase = [MergeStrategy, RunName, liveAt: number | null, RunName, 'live' | 'stored'];
const LIVE: LiveCase[] = [
  ['live-first', 'A', null, 'B', 'live'],
  ['live-first', 'A', null, 'nothing', 'live'],
  ['live-first', 'A', null, 'A', 'stored'],
  ['live-first', 'nothing', null, 'penalty 0 alone', 'stored'],
  ['live-first', 'nothing', null, 'penalty 2 alone', 'stored'],
  ['live-first', 'A', LONG_AGO, 'A', 'stored'],
  ['xml-first', 'A', null, 'B', 'stored'],
  ['xml-first', 'DNF', null, 'B', 'stored'],
  ['xml-first', 'nothing', null, 'B', 'live'],
  ['xml-first', 'A', LONG_AGO, 'B', 'live'],
  ['latest', 'A', null, 'B', 'live'],
  ['latest', 'A', null, 'DNF', 'live'],
];

test.each(LIVE)(
  '%s: %s stored, set live at %s, the feed brings %s: the %s one holds',
  (strategy, stored, liveAt, comes, holds) => {
    const old = row(stored, liveAt, { gates: '  2', dtStart: '10:00:00', rnk: 3 });
    const merged = mergeLive(strategy, old, RUNS[comes], NOW);
    if (holds === 'stored') expect(merged).toBe(old);
    else expect(merged).toEqual({ ...old, ...RUNS[comes], liveAt: NOW });
  },
);

test('the mark of a review comes and goes with the feed, and stays when an export tells the same run', () => {
  const marked = mergeLive('live-first', row('A', null), { ...RUNS.A, isUnderReview: true }, NOW);
  expect(marked).toMatchObject({ isUnderReview: true, liveAt: NOW });
  expect(mergeExported('live-first', marked, row('A', null), NOW)).toMatchObject({ isUnderReview: true });
  expect(mergeExported('live-first', marked, row('B', null), NOW + 1)).toMatchObject({
    isUnderReview: true,
    total: 8200,
  });
  expect(mergeExported('latest', marked, row('B', null), NOW)).toMatchObject({
    isUnderReview: false,
    total: 8000,
  });
  expect(mergeLive('live-first', marked, RUNS.A, NOW + 1)).toMatchObject({ isUnderReview: false });
});

test('a rank of its own changes a row of kayak cross', () => {
  const old = row('A', null, { rnk: 3 });
  expect(mergeLive('live-first', old, { ...RUNS.A, rnk: 3 }, NOW)).toBe(old);
  expect(mergeLive('live-first', old, { ...RUNS.A, rnk: null }, NOW)).toMatchObject({
    rnk: null,
    liveAt: NOW,
  });
});

test.each<keyof LiveRun>(['time', 'pen', 'total', 'status'])('another %s alone is another run', (field) => {
  const other = { ...RUNS.A, [field]: field === 'status' ? 'DSQ' : 1 };
  expect(mergeLive('live-first', row('A', null), other, NOW)).toMatchObject({ ...other, liveAt: NOW });
});
