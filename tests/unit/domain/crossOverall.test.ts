import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { indexRaceDay, resultList, type RaceDayIndex } from '../../../lib/domain/resultList';
import { compareResults } from '../../../lib/domain/resultOrder';
import { startList } from '../../../lib/domain/startList';
import { CROSS, kayakCrossXml } from '../../support/kayakCross';
import { parse } from '../canoe123/support';
import { aDay, aRace, aResult, aRow } from './builders';

describe('a whole class of kayak cross', () => {
  let index: RaceDayIndex;
  beforeAll(async () => {
    const { day, warnings, skipped } = await parse(kayakCrossXml());
    expect({ warnings, skipped }).toEqual({ warnings: [], skipped: [] });
    index = indexRaceDay(day);
  });
  const raceOf = (raceId: string) => index.raceById.get(raceId) ?? aRace('none', '');
  const listOf = (raceId: string, detailed = false) => resultList(raceOf(raceId), index, { detailed });

  test('the overall list has ranks as given, and who did not reach the bracket with the time of the trial', () => {
    const list = listOf(CROSS.overall);
    expect(
      list.map(({ rnk, bib, reached, time, total, status }) => [rnk, bib, reached, time, total, status]),
    ).toEqual([
      [1, '2', 'bracket', null, null, null],
      [2, '3', 'bracket', null, null, null],
      [3, '4', 'bracket', null, null, null],
      [4, '1', 'bracket', null, null, null],
      [5, '5', 'bracket', null, null, null],
      [6, '7', 'bracket', null, null, null],
      [7, '8', 'bracket', null, null, null],
      [8, '6', 'bracket', null, null, null],
      [9, 't 9', 'time-trial', 6450, 6450, null],
      [null, 't 10', 'time-trial', null, null, 'DNS'],
    ]);
    for (const row of list) {
      expect(row).not.toHaveProperty('heatNr');
      expect(row).toMatchObject({ totalBehind: null, catTotalBehind: null });
    }
  });

  test('nobody starts in the overall list, nor has gates there', () => {
    expect(startList(raceOf(CROSS.overall), index)).toEqual([]);
    expect(listOf(CROSS.overall, true)[0]).toMatchObject({ gates: [], courseGateCount: null });
  });

  test('heat 0 is no heat, in no list', () => {
    for (const row of Object.values(CROSS).flatMap((raceId) => listOf(raceId)))
      expect(row.heatNr).not.toBe(0);
    expect(startList(raceOf(CROSS.trial), index)[0]).not.toHaveProperty('heatNr');
  });

  test('the small final is heat 2 of the final and ranks from the fifth', () => {
    expect(listOf(CROSS.final).map(({ heatNr, rnk, bib }) => [heatNr, rnk, bib])).toEqual([
      [1, 1, '2'],
      [1, 2, '3'],
      [1, 3, '4'],
      [1, 4, '1'],
      [2, 5, '5'],
      [2, 6, '7'],
      [2, 7, '8'],
      [2, 8, '6'],
    ]);
  });

  test('faults are named with their gates, as far as the timing knows them', () => {
    const faultsOf = (raceId: string) =>
      listOf(raceId).flatMap(({ bib, status, faults }) =>
        faults === undefined ? [] : [[bib, status, faults]],
      );
    expect(faultsOf(CROSS.semifinal)).toEqual([
      ['8', 'RAL', [{ kind: 'RAL', gate: 5 }]],
      ['6', null, [{ kind: 'FLT', gate: 3 }]],
    ]);
    expect(faultsOf(CROSS.final)).toEqual([
      [
        '1',
        null,
        [
          { kind: 'FLT', gate: 3 },
          { kind: 'FLT', gate: 7 },
        ],
      ],
      ['6', null, [{ kind: 'FLT', gate: null }]],
    ]);
    expect(faultsOf(CROSS.overall)).toEqual([]);
  });
});

const overall = aRace('MX1_XER_1', 'XER');
const overallOf = (results: Parameters<typeof aResult>[2][]) =>
  resultList(
    overall,
    indexRaceDay(
      aDay({ races: [overall], results: results.map((row, at) => aResult(overall.raceId, String(at), row)) }),
    ),
  );

test('a time of the trial goes without a total where there is a status, and a bib of the bracket has no time', () => {
  expect(
    overallOf([
      { bib: 't 1', time: 6450, total: 6450, status: 'DSQ' },
      { bib: '2', time: 2000, total: 2000, rnk: 1, faults: [{ kind: 'FLT', gate: 7 }] },
    ]),
  ).toMatchObject([
    { bib: '2', time: null, total: null, rnk: 1, faults: [{ kind: 'FLT', gate: 7 }] },
    { bib: 't 1', time: 6450, total: null, status: 'DSQ' },
  ]);
});

test('the overall list goes by rank, then in the order given, statuses last: by public fields alone', () => {
  const sorted = [
    aRow('4', { reached: 'bracket', rnk: 1 }),
    aRow('t 9', { reached: 'time-trial', rnk: 3, startOrder: 2 }),
    aRow('2', { reached: 'bracket', rnk: 3, startOrder: 3 }),
    aRow('1', { reached: 'bracket', startOrder: 9 }),
    aRow('t 3', { reached: 'time-trial', status: 'DNF' }),
    aRow('t 2', { reached: 'time-trial', status: 'DNS' }),
  ];
  expect([...sorted].reverse().sort(compareResults)).toEqual(sorted);
});

const sample = path.join(__dirname, '../../../../shared/samples/kayak-cross/export.xml');

// The recording stays outside the project: where it is absent, the invented lists above have to do.
if (existsSync(sample)) {
  test('the sample of a kayak-cross class ends in its overall list', async () => {
    const { day, warnings, skipped } = await parse(readFileSync(sample));
    expect([warnings, skipped]).toEqual([[], []]);
    const index = indexRaceDay(day);
    const listOf = (disId: string) => {
      const race = day.races.find((one) => one.disId === disId);
      return race === undefined ? [] : resultList(race, index);
    };
    const overall = listOf('XER');
    expect(overall.map(({ rnk }) => rnk)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, null]);
    expect(overall.slice(8).map(({ bib, reached, time }) => [bib, reached, time])).toEqual([
      ['t 9', 'time-trial', 6330],
      ['t 10', 'time-trial', 6385],
      ['t 11', 'time-trial', 6417],
      ['t 12', 'time-trial', 6460],
      ['t 13', 'time-trial', 6513],
      ['t 14', 'time-trial', null],
    ]);
    const final = listOf('XF');
    expect(final.map(({ heatNr, rnk }) => [heatNr, rnk])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((rnk) => [rnk <= 4 ? 1 : 2, rnk]),
    );
    expect(final[3]?.faults).toEqual([{ kind: 'FLT', gate: 7 }]);
  });
}
