import {
  bestRunPair,
  bestRunPairs,
  isBestRun,
  isKayakCross,
  isPublicRace,
  raceTypeOf,
  withBestRunPartners,
} from '../../../lib/domain/raceType';
import { aRace } from './builders';

test.each([
  ['BR1', 'best-run-1'],
  ['BR2', 'best-run-2'],
  ['TSR', 'team-run'],
  ['SR', 'single-run'],
  ['QUA', 'qualification'],
  ['SEM', 'semifinal'],
  ['FIN', 'final'],
  ['XT', 'cross-trial'],
  ['X4', 'cross-heat'],
  ['XS', 'cross-semifinal'],
  ['XF', 'cross-final'],
  ['XER', 'cross-extra'],
  ['ZZ', 'unknown'],
  ['', 'unknown'],
])('discipline %s is a %s', (disId, type) => {
  expect(raceTypeOf(disId)).toBe(type);
});

test('the time trial of kayak cross is run against the clock, its heats are not', () => {
  expect(isKayakCross('cross-trial')).toBe(false);
  expect((['cross-heat', 'cross-semifinal', 'cross-final', 'cross-extra'] as const).every(isKayakCross)).toBe(
    true,
  );
  expect(isKayakCross('final')).toBe(false);
});

test('only the two best runs are best runs', () => {
  expect(isBestRun('best-run-1') && isBestRun('best-run-2')).toBe(true);
  expect(isBestRun('single-run')).toBe(false);
});

test('the bin for unassigned athletes and races without a class are not for the public', () => {
  expect(isPublicRace(aRace('<unassigned>', 'SR', { classId: '' }))).toBe(false);
  expect(isPublicRace(aRace('<unassigned>', 'SR'))).toBe(false);
  expect(isPublicRace(aRace('R1', 'SR', { classId: '' }))).toBe(false);
  expect(isPublicRace(aRace('R1', 'SR'))).toBe(true);
});

describe('the two runs of a best-run race', () => {
  const first = aRace('K1M_ST_BR1_6', 'BR1');
  const second = aRace('K1M_ST_BR2_6', 'BR2');

  test('find each other whichever of them is asked for', () => {
    expect(bestRunPair(first, [second, first])).toEqual({ first, second });
    expect(bestRunPair(second, [second, first])).toEqual({ first, second });
  });

  test('of two days are not mixed, nor those of two classes or attributes', () => {
    const others = [
      aRace('K1M_ST_BR2_7', 'BR2'),
      aRace('K1M_ST_BR2_6_A', 'BR2'),
      aRace('C1M_ST_BR2_6', 'BR2', { classId: 'C1M_ST' }),
      aRace('K1M_BR2_6', 'BR2', { classId: 'K1M' }),
    ];
    expect(bestRunPair(first, [first, ...others])).toEqual({ first, second: null });
  });

  test('pair in classes whose ids hold underscores, dashes and the letters of a discipline', () => {
    const classId = 'BR1_K1-M__x';
    const one = aRace(`${classId}_BR1_6`, 'BR1', { classId });
    const two = aRace(`${classId}_BR2_6`, 'BR2', { classId });
    expect(bestRunPair(one, [one, two])).toEqual({ first: one, second: two });
  });

  test('pair by the day of their start where race ids are not built the usual way', () => {
    const one = aRace('17', 'BR1', { startTime: '2031-05-04T09:00:00+02:00' });
    const two = aRace('18', 'BR2', { startTime: '2031-05-04T11:00:00+02:00' });
    const nextDay = aRace('19', 'BR2', { startTime: '2031-05-05T11:00:00+02:00' });
    expect(bestRunPair(one, [one, nextDay, two])).toEqual({ first: one, second: two });
  });

  test('stand alone where the schedule has only one, or the same one twice', () => {
    const again = aRace('K1M_ST_BR1_6', 'BR1', { classId: 'K1M_ST', title: 'again' });
    expect(bestRunPair(second, [second])).toEqual({ first: null, second });
    expect(bestRunPairs([first, again, second]).get(second.raceId)).toEqual({ first, second });
  });

  test('are shown together, so a change to one concerns the other', () => {
    const final = aRace('K1M_ST_FIN_6', 'FIN');
    const races = [first, second, final];
    expect(withBestRunPartners(races, new Set([second.raceId]))).toEqual(
      new Set([first.raceId, second.raceId]),
    );
    expect(withBestRunPartners(races, new Set([final.raceId, 'gone']))).toEqual(
      new Set([final.raceId, 'gone']),
    );
  });

  test('do not exist for other races', () => {
    const final = aRace('K1M_ST_FIN_6', 'FIN');
    expect(bestRunPair(final, [final, first, second])).toEqual({ first: null, second: null });
  });
});
