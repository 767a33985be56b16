import { currentRace, followedRace, raceTabs, tabText } from '../../../app/web/shared/races';
import { raceStatesOf } from '../../../app/web/shared/raceStates';
import type { Snapshot } from '../../../lib/domain/views';
import { aSnapshot, bestRunRow, boat, race, result } from './builders';

const NOON = Date.parse('2026-05-30T12:00:00+02:00');

const keys = (tabs: ReturnType<typeof raceTabs>) =>
  tabs.map(({ races }) => races.map(({ raceId }) => raceId));

describe('the tabs of an event', () => {
  test('both runs of a best-run race are one, each day for itself', () => {
    const races = [
      race('K1M_ST_BR2_6', 'best-run-2'),
      race('K1M_ST_BR1_6', 'best-run-1'),
      race('K1M_ST_BR1_7', 'best-run-1'),
      race('K1M_ST_BR2_7', 'best-run-2'),
    ];
    expect(keys(raceTabs(races))).toEqual([
      ['K1M_ST_BR1_6', 'K1M_ST_BR2_6'],
      ['K1M_ST_BR1_7', 'K1M_ST_BR2_7'],
    ]);
  });

  test('ids of another make pair by the day', () => {
    const [saturday, sunday] = [
      { startTime: '2026-05-30T10:00:00+02:00' },
      { startTime: '2026-05-31T10:00:00+02:00' },
    ];
    const races = [
      race('a', 'best-run-1', saturday),
      race('b', 'best-run-2', sunday),
      race('c', 'best-run-2', saturday),
    ];
    expect(keys(raceTabs(races))).toEqual([['a', 'c'], ['b']]);
  });

  test('the same run twice stands alone', () => {
    const races = [race('a', 'best-run-1'), race('b', 'best-run-1')];
    expect(keys(raceTabs(races))).toEqual([['a'], ['b']]);
  });

  test('the rounds of kayak cross are a bracket, its trial is not of it', () => {
    const races = [
      race('XT', 'cross-trial'),
      race('X4', 'cross-heat'),
      race('XS', 'cross-semifinal'),
      race('XF', 'cross-final'),
    ];
    expect(keys(raceTabs(races))).toEqual([['XT'], ['X4', 'XS', 'XF']]);
  });

  describe('the overall list of kayak cross, which is the final result of its class,', () => {
    const cross = { classId: 'MX1' };
    const races = [
      race('K1M_QUA', 'qualification'),
      race('MX1_XT', 'cross-trial', { ...cross, startTime: '2026-05-30T10:00:00+02:00' }),
      race('MX1_X4', 'cross-heat', { ...cross, startTime: '2026-05-31T10:00:00+02:00' }),
      race('MX1_XF', 'cross-final', { ...cross, startTime: '2026-05-31T15:00:00+02:00' }),
      race('MX1_XER', 'cross-extra', cross),
    ];
    const rows = { MX1_XER: [result({ rnk: 1, reached: 'bracket' })] };

    test('is offered as soon as it has rows, and is no part of the bracket', () => {
      expect(keys(raceTabs(races))).toEqual([['K1M_QUA'], ['MX1_XT'], ['MX1_X4', 'MX1_XF']]);
      expect(keys(raceTabs(races, { MX1_XER: [] }))).toEqual(keys(raceTabs(races)));
      expect(keys(raceTabs(races, rows))).toEqual([
        ['K1M_QUA'],
        ['MX1_XT'],
        ['MX1_XER'],
        ['MX1_X4', 'MX1_XF'],
      ]);
    });

    test('is the first of its class on its day; without a day of its own that is the last day of its class', () => {
      const tabs = raceTabs(races, rows);
      expect(tabs.find(({ key }) => key === 'MX1_XER')?.day).toBe('2026-05-31');
      const oneDay = races.map((one) => ({ ...one, startTime: null }));
      const ofClass = raceTabs(oneDay, rows).filter(({ classId }) => classId === 'MX1');
      expect(keys(ofClass)).toEqual([['MX1_XER'], ['MX1_XT'], ['MX1_X4', 'MX1_XF']]);
    });

    test('is called by its own name', () => {
      expect(raceTabs(races, rows).map(tabText)).toContain('type.cross-extra');
    });
  });
});

describe('the race that a tab is about', () => {
  const tabOf = (first: number, second: number) => {
    const [tab] = raceTabs([
      race('K1M_ST_BR1_6', 'best-run-1', { raceStatus: first }),
      race('K1M_ST_BR2_6', 'best-run-2', { raceStatus: second }),
    ]);
    return (tab && currentRace(tab, raceStatesOf(aSnapshot({ races: tab.races }), NOON))?.raceType) ?? null;
  };
  test.each([
    [0, 0, 'best-run-1'],
    [3, 0, 'best-run-1'],
    [4, 0, 'best-run-2'],
    [5, 3, 'best-run-2'],
    [5, 5, 'best-run-2'],
  ])('statuses %i and %i: %s', (first, second, expected) => {
    expect(tabOf(first, second)).toBe(expected);
  });
});

describe('the race that a page follows', () => {
  const races = [race('A', 'single-run'), race('B', 'single-run'), race('C', 'single-run')];
  const done = [result({ rnk: 1 })];
  const chosen = {
    activeRaceId: 'C',
    displayMode: 'detailed',
    showOnCourse: true,
    announcement: null,
  } as const;
  const followed = (more: Partial<Snapshot>, status?: Snapshot['event']['status']) => {
    const state = aSnapshot({ races, ...more }, status);
    return followedRace(state, raceStatesOf(state, NOON));
  };
  test('is that of who is on the course, before what anybody chose', () => {
    expect(followed({ oncourse: [boat('B', '1')], config: chosen })).toBe('B');
  });
  test('else the organiser’s, else the running one, else the last with results, else the first', () => {
    expect(followed({ config: chosen })).toBe('C');
    const running = races.map((one) => (one.raceId === 'B' ? { ...one, raceStatus: 3 } : one));
    expect(followed({ races: running })).toBe('B');
    expect(followed({ results: { B: done } })).toBe('B');
    expect(followed({})).toBe('A');
    expect(followed({ races: [] })).toBeNull();
  });
  test('in an event that is over is nobody’s who was left on its course, and no race that was left running', () => {
    const left = races.map((one) => (one.raceId === 'A' ? { ...one, raceStatus: 3 } : one));
    const held = { races: left, oncourse: [boat('A', '1')], results: { A: done, C: done } };
    expect(followed(held)).toBe('A');
    for (const status of ['finished', 'official'] as const) expect(followed(held, status)).toBe('C');
  });
  test('is the overall list of kayak cross only when all is over', () => {
    const cross = [race('X4', 'cross-heat', { raceStatus: 5 }), race('XER', 'cross-extra')];
    const results = { X4: done, XER: done };
    expect(followed({ races: cross, results })).toBe('X4');
    expect(followed({ races: cross, results }, 'finished')).toBe('XER');
  });
});

describe('what state a race of a page is in', () => {
  const runs = [race('A_BR1', 'best-run-1', { raceStatus: 5 }), race('A_BR2', 'best-run-2')];
  const statesOf = (rows: Snapshot['results']['']) =>
    Object.fromEntries(raceStatesOf(aSnapshot({ races: runs, results: { A_BR1: rows, A_BR2: rows } }), NOON));
  test('a second run has not begun by the first one’s results, which stand in its list', () => {
    const first = { betterRunNr: 1, total: 9_000, time: 9_000, totalTotal: 9_000, rnk: 1 } as const;
    expect(statesOf([bestRunRow(first)])).toEqual({ A_BR1: 'official', A_BR2: 'scheduled' });
    const both = { ...first, prevTime: 9_000, prevTotal: 9_000 };
    expect(statesOf([bestRunRow(both)])).toEqual({ A_BR1: 'official', A_BR2: 'running' });
  });
  test('nor by those who are known not to start', () => {
    const away = { prevTime: 9_000, prevTotal: 9_000, betterRunNr: 1, currStatus: 'DNS' } as const;
    expect(statesOf([bestRunRow(away)])).toEqual({ A_BR1: 'official', A_BR2: 'scheduled' });
    const single = aSnapshot({
      races: [race('A', 'single-run')],
      results: { A: [result({ status: 'DNS' })] },
    });
    expect(raceStatesOf(single, NOON).get('A')).toBe('scheduled');
  });
});
