import { currentRace, followedRace, raceTabs, tabText } from '../../../app/web/shared/races';
import type { LiveState } from '../../../app/web/shared/live';
import { race, result } from './builders';

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
    return (tab && currentRace(tab)?.raceType) ?? null;
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
  const state = (more: object) =>
    ({ oncourse: [], config: { activeRaceId: null }, races, results: {}, ...more }) as unknown as LiveState;
  const boat = (raceId: string) => ({ raceId, completed: false, dtStart: 'x' });
  test('is that of who is on the course, before what anybody chose', () => {
    expect(followedRace(state({ oncourse: [boat('B')], config: { activeRaceId: 'C' } }))).toBe('B');
  });
  test('else the organiser’s, else the running one, else the last with results, else the first', () => {
    expect(followedRace(state({ config: { activeRaceId: 'C' } }))).toBe('C');
    const running = [races[0], race('B', 'single-run', { raceStatus: 3 })];
    expect(followedRace(state({ races: running }))).toBe('B');
    expect(followedRace(state({ results: { B: [result({ rnk: 1 })] } }))).toBe('B');
    expect(followedRace(state({}))).toBe('A');
    expect(followedRace(state({ races: [] }))).toBeNull();
  });
});
