import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type { ResultRecord } from '../../../lib/domain/records';
import { resultList } from '../../../lib/domain/resultList';
import { aDay, aRace, aResult } from './builders';

const race = aRace('K1M_ST_X4_7', 'X4', { courseNr: 1 });
const inHeat = (heatNr: number, bib: string, fields: Partial<ResultRecord> = {}) =>
  aResult(race.raceId, bib, { heatNr, roundNr: 1, ...fields });
const listOf = (results: ResultRecord[], detailed = false) =>
  resultList(
    race,
    indexRaceDay(aDay({ races: [race], results, courses: [{ courseNr: 1, courseConfig: 'NR' }] })),
    {
      detailed,
    },
  );

test('heats follow one another and show ranks as given, whatever the times say', () => {
  const rows = listOf([
    inHeat(2, '5', { rnk: 1, time: 4000 }),
    inHeat(1, '1', { rnk: 2, time: 1000 }),
    inHeat(1, '2', { rnk: 1, time: 2000, qualified: 'Q' }),
    inHeat(1, '3', { rnk: 4, status: 'RAL', time: null }),
  ]);
  expect(
    rows.map(({ heatNr, rnk, bib, qualified, status }) => [heatNr, rnk, bib, qualified, status]),
  ).toEqual([
    [1, 1, '2', 'Q', null],
    [1, 2, '1', null, null],
    [1, 4, '3', null, 'RAL'],
    [2, 1, '5', null, null],
  ]);
});

test('where no rank is given, the finish order inside the heat is the place', () => {
  const rows = listOf([
    inHeat(1, '1', { time: 2000 }),
    inHeat(1, '2', { time: 1000 }),
    inHeat(2, '3', { time: 3000 }),
    inHeat(1, '4', { time: 500, status: 'DNF' }),
    inHeat(1, '5'),
  ]);
  expect(rows.map(({ bib, rnk }) => [bib, rnk])).toEqual([
    ['2', 1],
    ['1', 2],
    ['5', null],
    ['4', null],
    ['3', 1],
  ]);
});

test('finish orders are never shown as times, nor penalties and gaps', () => {
  const [row] = listOf([inHeat(1, '1', { rnk: 1, time: 1000, pen: 200, total: 1200, catId: 'U23' })]);
  expect(row).toMatchObject({
    time: null,
    pen: null,
    total: null,
    totalBehind: null,
    catRnk: null,
    catTotalBehind: null,
    catId: 'U23',
    roundNr: 1,
  });
});

test('who has a fault has no place by arrival, and the others close up', () => {
  const rows = listOf([
    inHeat(1, '1', { time: 1000 }),
    inHeat(1, '2', { time: 2000, faults: [{ kind: 'FLT', gate: 3 }] }),
    inHeat(1, '3', { time: 3000 }),
  ]);
  expect(rows.map(({ bib, rnk }) => [bib, rnk])).toEqual([
    ['1', 1],
    ['3', 2],
    ['2', null],
  ]);
});

test('the number of a row is no rank of who has yet to arrive, or did not start', () => {
  const rows = listOf([
    inHeat(1, '1', { time: 1000, rnk: 1 }),
    inHeat(1, '2', { rnk: 2 }),
    inHeat(1, '3', { status: 'DNS', rnk: 3 }),
    inHeat(1, '4', { status: 'RAL', rnk: 4 }),
  ]);
  expect(Object.fromEntries(rows.map(({ bib, rnk }) => [bib, rnk]))).toEqual({
    1: 1,
    2: null,
    3: null,
    4: 4,
  });
});

test('details are there when asked for', () => {
  const [row] = listOf([inHeat(1, '1', { dtStart: '12:00:00', gates: '  0 50' })], true);
  expect(row).toMatchObject({ dtStart: '12:00:00', courseGateCount: 2 });
  expect(row?.gates?.map((gate) => gate.penalty)).toEqual([0, 50]);
});
