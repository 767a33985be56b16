import fc from 'fast-check';
import { compareBibs, compareResults } from '../../../lib/domain/resultOrder';
import { aRow, statuses } from './builders';

const bibs = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map(String),
  fc.constantFrom('', '07', '7', '007', 'A2', 'A10', 'a10', 't    3', '2B', '12345678901234567890'),
);
const few = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null });
const slalomRows = fc
  .record({ bib: bibs, rnk: few, startOrder: few, status: statuses })
  .map(({ bib, ...fields }) => aRow(bib, fields));
const crossRows = fc
  .record({ row: slalomRows, heatNr: few, roundNr: few })
  .map(({ row, ...heat }) => ({ ...row, ...heat }));
const rows = fc.oneof(slalomRows, crossRows);

function expectTotalOrder<T>(
  items: fc.Arbitrary<T>,
  compare: (a: T, b: T) => number,
  isSame: (a: T, b: T) => boolean,
) {
  fc.assert(
    fc.property(items, items, items, (a, b, c) => {
      expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
      if (compare(a, b) === 0) expect(isSame(a, b)).toBe(true);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
}

test('bibs sort as people count: 9 before 10, A2 before A10, numbers before letters', () => {
  const sorted = ['', '2', '2B', '7', '07', '9', '10', '12345678901234567890', 'A2', 'A10', 't    3'];
  expect([...sorted].reverse().sort(compareBibs)).toEqual(sorted);
});

test('any two different bibs have one order', () => {
  expectTotalOrder(bibs, compareBibs, (a, b) => a === b);
});

test('any two rows have one order, and only rows with equal bibs may share a place', () => {
  expectTotalOrder(rows, compareResults, (a, b) => a.bib === b.bib);
});

test('a list shows the ranked, then those still to run, then DNF, CAP, RAL, DNS, DSQ and the rest', () => {
  const sorted = [
    aRow('9', { rnk: 1, startOrder: 30 }),
    aRow('4', { rnk: 2, startOrder: 31 }),
    aRow('11', { rnk: 2, startOrder: 1 }),
    aRow('20', { startOrder: 2 }),
    aRow('3', { startOrder: 5 }),
    aRow('2', {}),
    aRow('8', { status: 'DNF', startOrder: 9 }),
    aRow('10', { status: 'DNF', startOrder: 3 }),
    aRow('1', { status: 'CAP' }),
    aRow('1', { status: 'RAL' }),
    aRow('1', { status: 'DNS' }),
    aRow('1', { status: 'DSQ' }),
    aRow('1', { status: 'ABC' }),
  ];
  expect([...sorted].reverse().sort(compareResults)).toEqual(sorted);
});

test('kayak cross goes by round, heat and rank; who has no rank ends the heat', () => {
  const heat = { heatNr: 1, roundNr: 1 };
  const sorted = [
    aRow('7', { ...heat, rnk: 1 }),
    aRow('2', { ...heat, rnk: 2, status: 'RAL' }),
    aRow('9', { ...heat, startOrder: 1 }),
    aRow('1', { ...heat, startOrder: 2 }),
    aRow('3', { ...heat, status: 'DNS' }),
    aRow('5', { heatNr: 2, roundNr: 1, rnk: 1 }),
    aRow('4', { heatNr: 1, roundNr: 2, rnk: 1 }),
    aRow('6', { heatNr: null, roundNr: null, rnk: 1 }),
  ];
  expect([...sorted].reverse().sort(compareResults)).toEqual(sorted);
});
