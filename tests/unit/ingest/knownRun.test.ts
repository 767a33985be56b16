import type { RaceType } from '../../../lib/domain/raceType';
import { knownRun, type PushedRun } from '../../../lib/ingest/knownRun';
import type { Sent } from '../../../lib/ingest/PushedFields';
import type { LiveRun } from '../../../lib/ingest/mergeStrategy';

/** What could not be read. */
const ODD = undefined;
const NONE: LiveRun = { time: null, pen: null, total: null, status: null, rnk: null };
const NOT_STARTED = { time: null, pen: null, total: null };
const STORED: LiveRun = { time: 8000, pen: 200, total: 8200, status: null, rnk: 2 };
type Figures = [
  time: Sent<number>,
  pen: Sent<number>,
  total: Sent<number>,
  status?: Sent<string>,
  rnk?: Sent<number>,
];
/** Status and rank are null where they are not given, for undefined says that they can't be read. */
const run = (...figures: Figures): PushedRun => {
  const [time, pen, total] = figures;
  return {
    time,
    pen,
    total,
    status: figures.length > 3 ? figures[3] : null,
    rnk: figures.length > 4 ? figures[4] : null,
  };
};
const STAYS = null;

type Case = [what: string, type: RaceType, pushed: PushedRun, stored: LiveRun, expected: object | null];
const CASES: Case[] = [
  [
    'all is read',
    'single-run',
    run(8000, 200, 8200),
    NONE,
    { time: 8000, pen: 200, total: 8200, status: null },
  ],
  [
    'no time, no status: not started',
    'single-run',
    run(null, 0, 8200),
    STORED,
    { ...NOT_STARTED, status: null },
  ],
  [
    'no time, odd total: not started',
    'single-run',
    run(null, 0, ODD),
    STORED,
    { ...NOT_STARTED, status: null },
  ],
  ['odd status', 'single-run', run(8000, 200, 8200, ODD), NONE, STAYS],
  ['odd status in kayak cross', 'cross-heat', run(1000, 0, 1000, ODD, 1), NONE, STAYS],
  [
    'odd figures beside a status',
    'single-run',
    run(ODD, ODD, ODD, 'DNF'),
    STORED,
    { time: 8000, pen: 200, total: 8200, status: 'DNF' },
  ],
  [
    'no time beside a status',
    'single-run',
    run(null, null, null, 'DNS'),
    STORED,
    { time: null, pen: null, total: null, status: 'DNS' },
  ],
  [
    'odd time',
    'single-run',
    run(ODD, 200, 9200),
    STORED,
    { time: 9000, pen: 200, total: 9200, status: null },
  ],
  ['odd time and total', 'single-run', run(ODD, 200, ODD), STORED, STAYS],
  ['odd time, no total', 'single-run', run(ODD, 0, null), STORED, STAYS],
  [
    'odd time and penalty, the stored total',
    'single-run',
    run(ODD, ODD, 8200),
    STORED,
    { time: 8000, pen: 200, total: 8200 },
  ],
  [
    'odd time and penalty, another total',
    'single-run',
    run(ODD, ODD, 9000),
    STORED,
    { time: null, pen: null, total: 9000 },
  ],
  [
    'odd time, a penalty of the whole total',
    'single-run',
    run(ODD, 9000, 9000),
    NONE,
    { time: null, pen: null, total: 9000 },
  ],
  ['odd penalty', 'team-run', run(8000, ODD, 8200), NONE, { time: 8000, pen: 200, total: 8200 }],
  [
    'odd penalty of a clean run',
    'single-run',
    run(8000, ODD, 8000),
    NONE,
    { time: 8000, pen: 0, total: 8000 },
  ],
  [
    'odd penalty, a total below the time',
    'single-run',
    run(8000, ODD, 7000),
    NONE,
    { time: 8000, pen: null, total: 7000 },
  ],
  ['odd penalty, no total', 'single-run', run(8000, ODD, null), NONE, STAYS],
  ['odd total', 'best-run-1', run(8000, 200, ODD), NONE, { time: 8000, pen: 200, total: 8200 }],
  ['odd total, no penalty', 'single-run', run(8000, null, ODD), NONE, STAYS],
  ['odd total of a second run', 'best-run-2', run(8000, 200, ODD), NONE, STAYS],
  ['odd time of a second run', 'best-run-2', run(ODD, 200, 8200), NONE, STAYS],
  [
    'odd penalty of a second run',
    'best-run-2',
    run(8000, ODD, 8200),
    NONE,
    { time: 8000, pen: null, total: 8200 },
  ],
  [
    'odd penalty of the stored second run',
    'best-run-2',
    run(8000, ODD, 8200),
    STORED,
    { time: 8000, pen: 200, total: 8200 },
  ],
  [
    'odd penalty of another second run',
    'best-run-2',
    run(8000, ODD, 8400),
    STORED,
    { time: 8000, pen: null, total: 8400 },
  ],
  [
    'odd penalty of a second run of another time',
    'best-run-2',
    run(8100, ODD, 8200),
    STORED,
    { time: 8100, pen: null, total: 8200 },
  ],
  [
    'odd rank in slalom, where none counts',
    'single-run',
    run(8000, 0, 8000, null, ODD),
    NONE,
    { time: 8000, total: 8000 },
  ],
  ['odd rank in kayak cross', 'cross-final', run(1000, 0, 1000, null, ODD), STORED, STAYS],
  ['odd time in kayak cross', 'cross-final', run(ODD, 0, 1000, null, 1), STORED, STAYS],
  [
    'odd total in kayak cross',
    'cross-final',
    run(1000, 0, ODD, null, 1),
    STORED,
    { time: 1000, pen: 0, total: 8200, status: null, rnk: 1 },
  ],
  [
    'odd rank beside a status in kayak cross',
    'cross-final',
    run(null, 0, null, 'DNS', ODD),
    STORED,
    { status: 'DNS', rnk: 2 },
  ],
  [
    'not started in kayak cross',
    'cross-heat',
    run(null, 0, 5, null, 3),
    STORED,
    { time: null, pen: null, total: null, status: null, rnk: 3 },
  ],
];

test.each(CASES)('%s (%s)', (_what, type, pushed, stored, expected) => {
  const known = knownRun(pushed, stored, type);
  if (expected === null) expect(known).toBeNull();
  else expect(known).toMatchObject(expected);
});

test('a rank is stored in kayak cross only', () => {
  expect(knownRun(run(8000, 0, 8000, null, 4), NONE, 'single-run')).not.toHaveProperty('rnk');
  expect(knownRun(run(null, null, null, 'DNS', 4), NONE, 'single-run')).not.toHaveProperty('rnk');
});
