import { outlookLine, outlookOf, outlookText, type Outlook } from '../../../app/web/shared/outlook';
import { RunClocks } from '../../../app/web/shared/RunClocks';
import { countedTotal } from '../../../app/web/shared/rows';
import { parseExport } from '../../../lib/canoe123/parseExport';
import { onCourseList } from '../../../lib/domain/onCourseList';
import { indexRaceDay, resultList, type RaceDayIndex } from '../../../lib/domain/resultList';
import type { RaceType } from '../../../lib/domain/raceType';
import type { PublicResult } from '../../../lib/domain/views';
import { exportXml } from '../../../lib/simulator/exportXml';
import { onCoursePushes } from '../../../lib/simulator/onCoursePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { bestRunRow, result } from './builders';

const speech = {
  t: (key: string, values: object = {}) => `${key} ${Object.values(values).join(' ')}`.trim(),
  ordinal: (n: number) => `#${n}`,
};

describe('what can be said of a run', () => {
  const finished = (bib: string, rnk: number, total: number): PublicResult =>
    result({
      bib,
      rnk,
      total,
      time: total,
      pen: 0,
      totalBehind: rnk === 1 ? '0.00' : `+${(total - 8_000) / 100}`,
    });
  const one = finished('1', 1, 8_000);
  const list = [one, finished('2', 2, 8_100), finished('3', 3, 8_200), finished('4', 4, 8_300)];
  /** In the second run, with this first one. */
  const second = (total: number, rnk: number): PublicResult =>
    bestRunRow({ bib: '9', rnk, betterRunNr: 1, time: total, pen: 0, total, totalTotal: total });
  const entry = (more: object = {}) => ({
    bib: '9',
    pen: 0,
    time: null,
    total: null,
    completed: false,
    ...more,
  });
  const crossRow = result({ bib: '1', rnk: 1, heatNr: 1 });
  const forerunner = result({ bib: '0', rnk: null, total: 7_000, time: 7_000, pen: 0 });

  test.each<[string, RaceType, PublicResult[], number | null, number | null, Outlook | null]>([
    ['the lead is in reach', 'final', list, 6_000, 0, { kind: 'lead', left: 2_000 }],
    ['penalties so far count', 'final', list, 6_000, 200, { kind: 'lead', left: 1_800 }],
    ['who equals the best total leads with it', 'final', list, 8_000, 0, { kind: 'lead', left: 0 }],
    ['a hundredth later it is the podium', 'final', list, 8_001, 0, { kind: 'no-lead', podium: 199 }],
    ['a missed gate early', 'final', list, 3_300, 5_000, { kind: 'no-podium' }],
    ['over the third total', 'final', list, 8_201, 0, { kind: 'no-podium' }],
    [
      'two results make no podium to miss',
      'final',
      list.slice(0, 2),
      9_000,
      0,
      { kind: 'no-lead', podium: null },
    ],
    ['nobody has a total', 'final', [], 6_000, 0, null],
    ['only forerunners have one', 'final', [forerunner], 6_000, 0, null],
    ['no running time is known', 'final', list, null, 0, null],
    ['no penalties are known', 'final', list, 6_000, null, null],
    ['a heat has no totals', 'cross-heat', [crossRow], 3_000, 0, null],
    ['a heat that has no rows yet', 'cross-final', [], 3_000, 0, null],
    [
      'the first run was behind',
      'best-run-2',
      [...list, second(8_150, 3)],
      6_000,
      0,
      { kind: 'lead', left: 2_000 },
    ],
    [
      'the first run leads',
      'best-run-2',
      [...list, second(7_900, 1)],
      6_000,
      0,
      { kind: 'improve', left: 1_900 },
    ],
    ['the first run is alone', 'best-run-2', [second(7_900, 1)], 6_000, 0, { kind: 'improve', left: 1_900 }],
    [
      'the first run is out of reach',
      'best-run-2',
      [...list, second(7_900, 1)],
      7_900,
      0,
      { kind: 'no-improvement' },
    ],
    [
      'so it is with one in the middle',
      'best-run-2',
      [...list, second(8_150, 3)],
      6_000,
      5_000,
      { kind: 'no-improvement' },
    ],
    [
      'the first run is on the podium',
      'best-run-2',
      [...list, second(8_150, 3)],
      8_100,
      0,
      { kind: 'no-lead', podium: null },
    ],
    [
      'the first run is far off',
      'best-run-2',
      [...list, second(9_900, 5)],
      8_150,
      0,
      { kind: 'no-lead', podium: 50 },
    ],
    ['and the podium is gone', 'best-run-2', [...list, second(9_900, 5)], 8_250, 0, { kind: 'no-podium' }],
  ])('%s', (_, raceType, rows, now, pen, expected) => {
    expect(outlookOf(raceType, entry({ pen }), rows, now)).toEqual(expected);
  });

  test('after the finish it is rank and gap, before the list has them, too', () => {
    const arrived = entry({ completed: true, time: 8_150, pen: 0, total: 8_150 });
    const inList = { ...list[2], bib: '9', rnk: 3, total: 8_150, totalBehind: '+1.50' } as PublicResult;
    for (const rows of [list, [...list, inList]])
      expect(outlookOf('final', arrived, rows, null)).toEqual({
        ...{ kind: 'finished', total: 8_150, rank: 3, gap: 150, isFirstRun: false },
      });
  });

  test('where the first run counts, total, rank and gap are the first run’s', () => {
    const arrived = entry({ completed: true, time: 9_000, pen: 0, total: 9_000 });
    const row = { ...second(8_150, 3), totalBehind: '+1.50' };
    const run = { prevTime: 8_150, prevPen: 0, prevTotal: 8_150, time: 9_000, pen: 0, total: 9_000 };
    for (const own of [row, { ...row, ...run }])
      expect(outlookOf('best-run-2', arrived, [...list, own], null)).toEqual({
        ...{ kind: 'finished', total: 8_150, rank: 3, gap: 150, isFirstRun: true },
      });
  });

  test('a total that is not of this run says nothing', () => {
    const leaked = entry({ completed: true, time: 9_000, pen: 200, total: 8_150 });
    expect(outlookOf('best-run-2', leaked, list, null)).toBe(null);
  });

  test('is told in a few words, and tenths are those that are left whole', () => {
    const told = (outlook: Outlook | null): string => outlookText(outlook, speech);
    expect([
      told({ kind: 'lead', left: 2_159 }),
      told({ kind: 'no-lead', podium: 10 }),
      told({ kind: 'finished', total: 8_150, rank: 3, gap: 150, isFirstRun: false }),
      told({ kind: 'finished', total: 8_000, rank: 1, gap: 0, isFirstRun: false }),
      told(null),
    ]).toEqual(['outlook.lead 21.5', 'outlook.no-lead', '#3 · +1.50', '#1', '']);
  });

  test('where there is room for a line it says the podium, too, and the total that the rank is of', () => {
    const told = (outlook: Outlook | null): string => outlookLine(outlook, speech);
    expect([
      told({ kind: 'no-lead', podium: 419 }),
      told({ kind: 'no-lead', podium: null }),
      told({ kind: 'finished', total: 8_150, rank: 3, gap: 150, isFirstRun: false }),
      told({ kind: 'finished', total: 8_150, rank: 3, gap: 150, isFirstRun: true }),
      told(null),
    ]).toEqual([
      'outlook.no-lead · outlook.podium 4.1',
      'outlook.no-lead',
      '81.50 · #3 · +1.50',
      'outlook.firstCounts · 81.50 · #3 · +1.50',
      '',
    ]);
  });
});

/** What was said of a run at a moment, and what was so. */
interface Said {
  raceId: string;
  bib: string;
  outlook: Outlook;
  /** Hundredths since the start with the penalties, as the plan knows them. */
  trulySoFar: number;
  shownSoFar: number;
  best: number;
}

test('over a simulated race day nothing that is said turns out to be false', async () => {
  const plan = simulateRaceDay({ seed: 11, athletesPerClass: 12, classes: ['K1M', 'K1W'], hasCross: false });
  const rowsAt = new Map<number, RaceDayIndex>();
  const decided = plan.races
    .flatMap(({ runs }) => runs.map(({ decidedAtMs }) => decidedAtMs))
    .sort((a, b) => a - b);
  const indexAt = async (atMs: number): Promise<RaceDayIndex> => {
    const moment = decided.findLast((one) => one + 1_000 <= atMs) ?? 0;
    const index =
      rowsAt.get(moment) ?? indexRaceDay((await parseExport(Buffer.from(exportXml(plan, moment)))).day);
    rowsAt.set(moment, index);
    return index;
  };
  const lists = new Map<RaceDayIndex, Map<string, PublicResult[]>>();
  const listOf = (index: RaceDayIndex, raceId: string): PublicResult[] => {
    const race = index.raceById.get(raceId);
    const held = lists.get(index) ?? new Map<string, PublicResult[]>();
    lists.set(index, held);
    const list = held.get(raceId) ?? (race === undefined ? [] : resultList(race, index));
    held.set(raceId, list);
    return list;
  };
  const typeOf: Record<string, RaceType> = { BR1: 'best-run-1', BR2: 'best-run-2', TSR: 'team-run' };

  const said: Said[] = [];
  const clocks = new RunClocks();
  for (const { atMs, oncourse } of onCoursePushes(plan, 0)) {
    const index = await indexAt(atMs);
    const records = oncourse.map((one) => ({ ...one, bib: String(one.bib) }));
    const entries = onCourseList(records, index);
    clocks.observe(entries, atMs);
    for (const entry of entries) {
      const { raceId, bib } = entry;
      const race = plan.races.find((one) => one.raceId === raceId);
      const run = race?.runs.find((one) => one.bib === bib);
      const rows = listOf(index, raceId);
      const now = clocks.runningTime(entry, atMs);
      const outlook = outlookOf(typeOf[race?.disId ?? ''] ?? 'unknown', entry, rows, now);
      if (outlook === null || run === undefined) continue;
      const shownSoFar = (now ?? 0) + (entry.pen ?? 0);
      const trulySoFar = (atMs - run.startAtMs) / 10 + (entry.pen ?? 0);
      const totals = rows.filter((row) => row.bib !== bib).flatMap((row) => countedTotal(row) ?? []);
      said.push({ raceId, bib, outlook, trulySoFar, shownSoFar, best: Math.min(...totals) });
    }
  }
  const kinds = new Set(said.map(({ outlook }) => outlook.kind));
  expect([...kinds].sort()).toEqual([
    'finished',
    'improve',
    'lead',
    'no-improvement',
    'no-lead',
    'no-podium',
  ]);

  for (const { raceId, bib, outlook, ...so } of said) {
    const run = plan.races.find((one) => one.raceId === raceId)?.runs.find((one) => one.bib === bib);
    if (run === undefined || run.totalMs === null) continue;
    const total = run.totalMs / 10;
    const atFinish = listOf(await indexAt(run.decidedAtMs + 1_000), raceId);
    const row = atFinish.find((one) => one.bib === bib);
    const about = { raceId, bib, outlook, ...so, total, rank: row?.rnk };
    const isRight = (is: boolean): void => {
      if (!is) expect(about).toBe('true');
    };
    switch (outlook.kind) {
      case 'lead':
        // The clock is the booth's whole seconds: it may be behind by one and never ahead.
        isRight(so.trulySoFar <= so.best + 110);
        isRight(total - so.shownSoFar <= outlook.left === total <= so.best);
        break;
      case 'no-lead':
        isRight(row?.rnk !== 1);
        break;
      case 'no-podium':
        isRight((row?.rnk ?? 0) > 3);
        break;
      case 'no-improvement':
        isRight(row?.betterRunNr === 1);
        break;
      case 'improve':
        isRight(total - so.shownSoFar < outlook.left === (row?.betterRunNr === 2));
        break;
      case 'finished':
        isRight(outlook.rank === row?.rnk);
    }
  }
});
