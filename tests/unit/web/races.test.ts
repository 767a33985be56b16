import { currentRace, followedRace, raceTabs } from '../../../app/web/shared/races';
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
