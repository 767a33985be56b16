import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { indexRaceDay, resultList } from '../../../lib/domain/resultList';
import { parse } from '../canoe123/support';

const sample = path.join(__dirname, '../../../../shared/samples/kayak-cross/export.xml');

(existsSync(sample) ? test : test.skip)(
  'the sample of a kayak-cross class ends in its overall list',
  async () => {
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
  },
);
