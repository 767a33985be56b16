import fc from 'fast-check';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type { RaceDay, ResultRecord } from '../../../lib/domain/records';
import { filterByCategory, resultList } from '../../../lib/domain/resultList';
import { compareResults } from '../../../lib/domain/resultOrder';
import { aClass, aDay, aParticipant, aRace, aResult, raceDays } from './builders';

const race = aRace('K1M_ST_FIN_7', 'FIN', { courseNr: 1 });
const listOf = (results: ResultRecord[], fields: Partial<RaceDay> = {}, detailed = false) =>
  resultList(race, indexRaceDay(aDay({ races: [race], results, ...fields })), { detailed });
const ran = (bib: string, total: number, fields: Partial<ResultRecord> = {}) =>
  aResult(race.raceId, bib, { time: total, pen: 0, total, ...fields });

test('a row says who it is, how they did and where they stand', () => {
  const participants = [
    aParticipant('1', {
      familyName: 'VLNOVEC',
      givenName: 'Ota',
      icfId: '12054',
      club: 'Weir',
      noc: 'CZE',
      catId: 'VET',
    }),
  ];
  expect(listOf([ran('1', 8000, { startOrder: 3, rnk: 9, rnkOrder: 9 })], { participants })).toEqual([
    {
      rnk: 1,
      bib: '1',
      startOrder: 3,
      athleteId: '12054',
      name: 'VLNOVEC Ota',
      club: 'Weir',
      noc: 'CZE',
      catId: 'VET',
      catRnk: 1,
      time: 8000,
      pen: 0,
      total: 8000,
      totalBehind: '0.00',
      catTotalBehind: '0.00',
      status: null,
    },
  ]);
});

test("a row's own category comes before the participant's", () => {
  const participants = [aParticipant('1', { catId: 'VET' })];
  expect(listOf([ran('1', 8000, { catId: 'U23' })], { participants })[0]?.catId).toBe('U23');
});

test('a run with a status has a time at most, and no rank', () => {
  const [row] = listOf([
    aResult(race.raceId, '1', { time: 8000, pen: 200, total: 8200, rnk: 4, status: 'DSQ' }),
  ]);
  expect(row).toMatchObject({
    time: 8000,
    pen: null,
    total: null,
    rnk: null,
    totalBehind: null,
    status: 'DSQ',
  });
});

test('who has not started yet has no figures, not even a penalty of nothing', () => {
  const [row] = listOf([aResult(race.raceId, '1', { pen: 0, rnk: 17 })]);
  expect(row).toMatchObject({ time: null, pen: null, total: null, rnk: null, status: null });
});

test('rows of participants that the export does not know are left out and rank nobody', () => {
  const rows = listOf([ran('1', 8000), ran('2', 7000)], { participants: [aParticipant('1')] });
  expect(rows.map((row) => [row.bib, row.rnk])).toEqual([['1', 1]]);
});

test("a team's row names its members", () => {
  const participants = [
    aParticipant('1', { familyName: 'Weir Club', isTeam: true, members: ['m2', 'm1'] }),
    aParticipant('m1'),
    aParticipant('m2'),
  ];
  expect(listOf([ran('1', 8000)], { participants })[0]).toMatchObject({
    name: 'Weir Club',
    members: ['M2', 'M1'],
  });
});

test('details come only when asked for, on the course of the race', () => {
  const results = [ran('1', 8000, { gates: '  0  2  0   ', dtStart: '10:00:00', dtFinish: '10:01:20' })];
  const courses = [{ courseNr: 1, courseConfig: 'NSR' }];
  expect(listOf(results, { courses })[0]).not.toHaveProperty('gates');
  expect(listOf(results, { courses }, true)[0]).toMatchObject({
    dtStart: '10:00:00',
    dtFinish: '10:01:20',
    courseGateCount: 2,
    gates: [
      { number: 1, type: 'normal', penalty: 0 },
      { number: 2, type: 'reverse', penalty: 2 },
    ],
  });
});

test("a team's gates are sums over its boats, which a single boat's never are", () => {
  const gatesOf = (fields: { isTeam: boolean; disId: string }) => {
    const teamRace = { ...race, disId: fields.disId };
    const day = {
      races: [teamRace],
      results: [ran('1', 8000, { gates: '  2 52100', pen: 15_400 })],
      participants: [aParticipant('1', { isTeam: fields.isTeam })],
    };
    const [row] = resultList(teamRace, indexRaceDay(aDay(day)), { detailed: true });
    return row?.gates?.map(({ penalty }) => penalty);
  };
  expect(gatesOf({ isTeam: true, disId: 'SR' })).toEqual([2, 52, 100]);
  expect(gatesOf({ isTeam: false, disId: 'TSR' })).toEqual([2, 52, 100]);
  expect(gatesOf({ isTeam: false, disId: 'SR' })).toEqual([2, null, null]);
});

test('gates of a course that is missing or has no gates yet are of unknown type', () => {
  const [row] = listOf(
    [ran('1', 8000, { gates: '  0  2   ' })],
    { courses: [{ courseNr: 1, courseConfig: '' }] },
    true,
  );
  expect(row?.courseGateCount).toBeNull();
  expect(row?.gates?.map((gate) => [gate.type, gate.penalty])).toEqual([
    ['unknown', 0],
    ['unknown', 2],
  ]);
});

test('one category shows its own rows with overall ranks and gaps', () => {
  const list = listOf([ran('1', 8000), ran('2', 8100, { catId: 'VET' }), ran('3', 8200, { catId: 'VET' })]);
  expect(
    filterByCategory(list, 'VET').map(({ bib, rnk, catRnk, totalBehind, catTotalBehind }) => [
      bib,
      rnk,
      catRnk,
      totalBehind,
      catTotalBehind,
    ]),
  ).toEqual([
    ['2', 2, 1, '+1.00', '0.00'],
    ['3', 3, 2, '+2.00', '+1.00'],
  ]);
});

test('forerunners have times and statuses, no rank and no gap, and stand in start order', () => {
  const forerunners = { classes: [aClass({ classId: 'K1M_ST', name: 'FR' })] };
  const results = [
    ran('1', 8000, { startOrder: 3, catId: 'VET' }),
    ran('2', 7000, { startOrder: 2 }),
    aResult(race.raceId, '3', { startOrder: 1, status: 'DNF' }),
    aResult(race.raceId, '4', { startOrder: 1 }),
  ];
  const list = listOf(results, forerunners);
  expect(
    list.map(({ bib, total, rnk, catRnk, totalBehind, catTotalBehind }) => [
      ...[bib, total],
      ...[rnk, catRnk, totalBehind, catTotalBehind],
    ]),
  ).toEqual([
    ['4', null, null, null, null, null],
    ['2', 7000, null, null, null, null],
    ['1', 8000, null, null, null, null],
    ['3', null, null, null, null, null],
  ]);
});

test('a race that nobody has entered has an empty list', () => {
  expect(listOf([])).toEqual([]);
});

test('every list is in the order that its public fields say, whatever the order of the export', () => {
  fc.assert(
    fc.property(raceDays, (day) => {
      const index = indexRaceDay(day);
      const reversed = indexRaceDay({ ...day, results: [...day.results].reverse() });
      for (const one of day.races) {
        const list = resultList(one, index);
        expect([...list].sort(compareResults)).toEqual(list);
        expect(resultList(one, reversed)).toEqual(list);
      }
    }),
  );
});

test('all lists of a day of 60,000 results are made before any limit ends the test', () => {
  const races = Array.from({ length: 40 }, (_, at) =>
    aRace(`K1M_ST_BR${1 + (at % 2)}_${at >> 1}`, `BR${1 + (at % 2)}`),
  );
  const results = races.flatMap(({ raceId }) =>
    Array.from({ length: 1_500 }, (_, bib) =>
      aResult(raceId, String(bib), { time: 8000 + ((bib * 7919) % 1_500) }),
    ),
  );
  const index = indexRaceDay(aDay({ races, results }));
  const rows = races.reduce((sum, one) => sum + resultList(one, index).length, 0);
  // Less than a second; what grows with the square of the day takes many minutes.
  expect(rows).toBe(60_000);
});

describe('who has neither time nor status', () => {
  const statusesIn = (raceStatus: number, results: ResultRecord[], disId = 'FIN') => {
    const one = { ...race, raceStatus, disId };
    const list = resultList(one, indexRaceDay(aDay({ races: [one], results })));
    return Object.fromEntries(list.map(({ bib, status }) => [bib, status]));
  };
  const results = [ran('1', 8000), aResult(race.raceId, '2', { pen: 0, rnk: 2 })];

  test.each([
    [3, null],
    [4, 'DNS'],
    [5, 'DNS'],
    [6, 'DNS'],
    [7, null],
    [0, null],
  ])('has, in a race of status %i, the status %s', (raceStatus, status) => {
    expect(statusesIn(raceStatus, results)).toEqual({ 1: null, 2: status });
  });

  test('says nothing while nobody has a result', () => {
    const dns = aResult(race.raceId, '1', { status: 'DNS' });
    expect(statusesIn(5, [dns, aResult(race.raceId, '2')])).toEqual({ 1: 'DNS', 2: null });
  });

  test('did not start in the heat, unless a rank was given, and is not missed in the overall list', () => {
    const heat = [ran('1', 1000), aResult(race.raceId, '2'), aResult(race.raceId, '3', { rnk: 4 })];
    expect(statusesIn(5, heat, 'XF')).toEqual({ 1: null, 2: 'DNS', 3: null });
    expect(statusesIn(5, heat, 'XER')).toEqual({ 1: null, 2: null, 3: null });
  });
});
