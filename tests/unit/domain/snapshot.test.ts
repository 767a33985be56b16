import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type { RaceDay } from '../../../lib/domain/records';
import { composeSnapshot } from '../../../lib/domain/snapshot';
import { aClass, aConfig, aDay, aRace, aResult, anEvent, anOnCourse, factsOf, snapshotOf } from './builders';

const BR1 = aRace('K1M_ST_BR1_6', 'BR1', { raceOrder: 2 });
const BR2 = aRace('K1M_ST_BR2_6', 'BR2', { raceOrder: 2 });
const FINAL = aRace('K1M_ST_FIN_7', 'FIN', { raceOrder: 1, title: 'Final' });
const EXTRA = aRace('K1M_ST_SR_7', 'SR');
const UNASSIGNED = aRace('<unassigned>', 'SR', { classId: '', raceOrder: 0 });
const day: Partial<RaceDay> = {
  races: [UNASSIGNED, EXTRA, BR1, BR2, FINAL],
  results: [
    aResult(BR1.raceId, '1', { time: 8000 }),
    aResult(BR2.raceId, '1', { startOrder: 1 }),
    aResult(UNASSIGNED.raceId, '1', { time: 1 }),
  ],
};

test('the schedule goes by race order, then as in the file, without what is not for the public', () => {
  expect(snapshotOf(day).races.map((race) => [race.raceId, race.raceType])).toEqual([
    [FINAL.raceId, 'final'],
    [BR1.raceId, 'best-run-1'],
    [BR2.raceId, 'best-run-2'],
    [EXTRA.raceId, 'single-run'],
  ]);
});

test("a race tells its title and type, and none of Canoe123's codes", () => {
  expect(snapshotOf(day).races[0]).toEqual({
    raceId: FINAL.raceId,
    classId: 'K1M_ST',
    raceType: 'final',
    raceOrder: 1,
    startTime: null,
    raceStatus: 0,
    title: 'Final',
    courseNr: null,
  });
});

test('forerunners are named so, by the name or the id of their class', () => {
  const classes = [
    aClass({ classId: 'FR_HO', name: 'Forerunners' }),
    aClass({ classId: 'X', name: 'FR' }),
    aClass({ classId: 'FRK1', name: 'K1' }),
    aClass({ classId: 'Free', name: 'Freestyle' }),
    aClass(),
  ];
  expect(snapshotOf({ classes }).classes.map(({ isForerunner }) => isForerunner)).toEqual([
    ...[true, true, true],
    ...[undefined, undefined],
  ]);
});

test('every public race has a result list and a start list, if only an empty one', () => {
  const { results, startlists } = snapshotOf(day);
  const raceIds = [FINAL.raceId, BR1.raceId, BR2.raceId, EXTRA.raceId].sort();
  expect(Object.keys(results).sort()).toEqual(raceIds);
  expect(Object.keys(startlists).sort()).toEqual(raceIds);
  expect(results[FINAL.raceId]).toEqual([]);
  expect(results[BR2.raceId]).toEqual(results[BR1.raceId]);
  expect(results[BR1.raceId]?.[0]).toMatchObject({ time: 8000, betterRunNr: 1 });
  expect(startlists[BR2.raceId]?.[0]?.startOrder).toBe(1);
});

test('rows are detailed only where that is asked for', () => {
  const index = indexRaceDay(aDay(day));
  const rowsWith = (detailed: boolean) =>
    composeSnapshot(factsOf(), index, [], { detailed }).results[BR1.raceId];
  expect(rowsWith(true)?.[0]).toHaveProperty('gates');
  expect(rowsWith(false)?.[0]).not.toHaveProperty('gates');
});

test('a category is listed once, with its classes, as the first class has it', () => {
  const category = { catId: 'VET', name: 'Veterans', firstYear: 1960, lastYear: 1990 };
  const classes = [
    aClass({ classId: 'K1M', categories: [category] }),
    aClass({
      classId: 'K1W',
      categories: [
        { ...category, name: 'Vets' },
        { ...category, catId: 'U23' },
      ],
    }),
    aClass({ classId: 'K1W', categories: [category] }),
  ];
  expect(snapshotOf({ classes }).categories).toEqual([
    { ...category, classIds: ['K1M', 'K1W'] },
    { ...category, catId: 'U23', classIds: ['K1W'] },
  ]);
  expect(snapshotOf({ classes }).classes[0]?.categories).toEqual([category]);
});

test('an organiser who hides the course shows nobody on it', () => {
  const index = indexRaceDay(aDay(day));
  const onCourse = [anOnCourse(BR1.raceId, '1')];
  const shown = (showOnCourse: boolean) =>
    composeSnapshot(factsOf(anEvent(), aConfig({ showOnCourse })), index, onCourse).oncourse.length;
  expect(shown(true)).toBe(1);
  expect(shown(false)).toBe(0);
});

test('a race with an outlandish id is a race like any other', () => {
  const races = [aRace('__proto__', 'FIN'), aRace('constructor', 'FIN')];
  const results = [aResult('__proto__', '1', { time: 8000 })];
  expect(
    Object.entries(snapshotOf({ races, results }).results).map(([id, rows]) => [id, rows.length]),
  ).toEqual([
    ['__proto__', 1],
    ['constructor', 0],
  ]);
});
