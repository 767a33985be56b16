import fc from 'fast-check';
import { places, ranks } from '../../../lib/domain/ranking';
import type { Standing } from '../../../lib/domain/ranking';
import { gapText } from '../../../lib/domain/time';
import { hundredths } from './builders';

const standings = fc.array(
  fc.record({
    total: fc.option(hundredths, { nil: null }),
    catId: fc.constantFrom('U23', 'VET', null),
    tieBreak: fc.option(hundredths, { nil: null }),
  }),
);

const beats = (a: Standing, b: Standing) =>
  a.total !== null &&
  b.total !== null &&
  (a.total < b.total || (a.total === b.total && (a.tieBreak ?? Infinity) < (b.tieBreak ?? Infinity)));

test('equal totals share a rank and the next one is skipped', () => {
  const totals = [9050, 8900, null, 9000, 9000];
  expect(places(totals.map((total) => ({ total, catId: null })))).toEqual([
    { rnk: 4, totalBehind: '+1.50', catRnk: null, catTotalBehind: null },
    { rnk: 1, totalBehind: '0.00', catRnk: null, catTotalBehind: null },
    { rnk: null, totalBehind: null, catRnk: null, catTotalBehind: null },
    { rnk: 2, totalBehind: '+1.00', catRnk: null, catTotalBehind: null },
    { rnk: 2, totalBehind: '+1.00', catRnk: null, catTotalBehind: null },
  ]);
});

test("a category has its own leader, ranks and gaps, and athletes without one don't count in any", () => {
  const rows = [
    { total: 8900, catId: null },
    { total: 9000, catId: 'VET' },
    { total: 9025, catId: 'U23' },
    { total: 9100, catId: 'VET' },
  ];
  expect(places(rows).map(({ rnk, catRnk, catTotalBehind }) => [rnk, catRnk, catTotalBehind])).toEqual([
    [1, null, null],
    [2, 1, '0.00'],
    [3, 1, '0.00'],
    [4, 2, '+1.00'],
  ]);
});

test('equal totals are separated by the other run, and shared where that is equal too', () => {
  const tieBreaks = [9500, null, 9400, 9500];
  const rows = tieBreaks.map((tieBreak) => ({ total: 9000, catId: null, tieBreak }));
  expect(places(rows).map((place) => place.rnk)).toEqual([2, 4, 1, 2]);
});

test('a rank is one more than the number of those who were better, overall and in the category', () => {
  fc.assert(
    fc.property(standings, (rows) => {
      const ranked = rows.filter((row) => row.total !== null);
      for (const [at, place] of places(rows).entries()) {
        const row = rows[at];
        if (row === undefined || row.total === null) {
          expect(place).toEqual({ rnk: null, totalBehind: null, catRnk: null, catTotalBehind: null });
          continue;
        }
        const rivals = ranked.filter((other) => other.catId === row.catId);
        const behind = (field: Standing[]) =>
          gapText((row.total ?? 0) - Math.min(...field.map((other) => other.total ?? Infinity)));
        const inCategory = row.catId !== null;
        expect(place).toEqual({
          rnk: 1 + ranked.filter((other) => beats(other, row)).length,
          totalBehind: behind(ranked),
          catRnk: inCategory ? 1 + rivals.filter((other) => beats(other, row)).length : null,
          catTotalBehind: inCategory ? behind(rivals) : null,
        });
      }
    }),
  );
});

test('ranks do not depend on the order in which rows come', () => {
  fc.assert(
    fc.property(standings, fc.array(fc.nat(), { minLength: 20 }), (rows, keys) => {
      const shuffled = rows
        .map((row, at) => ({ row, key: keys[at % keys.length] ?? 0 }))
        .sort((a, b) => a.key - b.key);
      const before = new Map(places(rows).map((place, at) => [rows[at], place]));
      const after = places(shuffled.map(({ row }) => row));
      for (const [at, { row }] of shuffled.entries()) expect(after[at]).toEqual(before.get(row));
    }),
  );
});

test('ranks alone are the same as the overall ranks', () => {
  fc.assert(
    fc.property(fc.array(fc.option(hundredths, { nil: null })), (totals) => {
      expect(ranks(totals)).toEqual(
        places(totals.map((total) => ({ total, catId: null }))).map((one) => one.rnk),
      );
    }),
  );
});
