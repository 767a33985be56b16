import fc from 'fast-check';
import {
  courseGates,
  formatGateCells,
  oddGateCell,
  parseGateCells,
  publicGates,
} from '../../../lib/domain/gates';

test.each([
  ['  0  2 50', [0, 2, 50]],
  ['  0     2', [0, null, 2]],
  ['         ', [null, null, null]],
  ['', []],
  ['  0 5', [0, 5]],
  ['  0 50  ', [0, 50, null]],
  ['  0 50  2 ', [0, 50, 2, null]],
  ['  4 99  x -2', [4, 99, null, null]],
  ['  2 52100', [2, 52, 100]],
  ['100152999  0', [100, 152, 999, 0]],
  ['1.51e0  ٣0x1', [null, null, null, null]],
])('cells "%s" say %j', (cells, penalties) => {
  expect(parseGateCells(cells)).toEqual(penalties);
});

test('a blank cell keeps its place: the gates after it do not move up', () => {
  expect(parseGateCells('  0   ' + '  2' + '   ' + ' 50')).toEqual([0, null, 2, null, 50]);
});

test('penalties written as cells read back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 999 }), { nil: null })), (penalties) => {
      expect(parseGateCells(formatGateCells(penalties))).toEqual(penalties);
    }),
  );
});

test.each([
  ['NNR', ['normal', 'normal', 'reverse']],
  ['NSRsN', ['normal', 'reverse', 'normal']],
  ['nr', ['normal', 'reverse']],
  ['NXR', ['normal', 'unknown', 'reverse']],
  [' N R ', ['normal', 'reverse']],
  ['', []],
])('course "%s" has gates %j', (config, types) => {
  expect(courseGates(config)).toEqual(types);
});

test.each([
  ['  0  2 50   ', false, null],
  ['  0 52   ', false, { gate: 2, text: '52' }],
  ['  0 52100999', true, null],
  ['  x  1', true, { gate: 1, text: 'x' }],
  ['  0 -2', true, { gate: 2, text: '-2' }],
  ['', false, null],
])('in cells "%s" (team: %s) the first that can be no penalty is %j', (cells, isTeam, odd) => {
  expect(oddGateCell(cells, isTeam)).toEqual(odd);
});

describe('the gates that the public sees', () => {
  const course = courseGates('NRN');

  test('are numbered from 1 and typed by the course', () => {
    expect(publicGates([0, 2, 50], course, false)).toEqual([
      { number: 1, type: 'normal', penalty: 0 },
      { number: 2, type: 'reverse', penalty: 2 },
      { number: 3, type: 'normal', penalty: 50 },
    ]);
  });

  test('are as many as the course has, however many cells came', () => {
    const cells = (penalties: (number | null)[]) =>
      publicGates(penalties, course, false).map((gate) => gate.penalty);
    expect(cells([0, 0, 0, 2, null])).toEqual([0, 0, 0]);
    expect(cells([2])).toEqual([2, null, null]);
    expect(cells([])).toEqual([null, null, null]);
  });

  test('end with the last judged one where the course is unknown', () => {
    expect(publicGates([0, null, 2, null, null], null, false)).toEqual([
      { number: 1, type: 'unknown', penalty: 0 },
      { number: 2, type: 'unknown', penalty: null },
      { number: 3, type: 'unknown', penalty: 2 },
    ]);
    expect(publicGates([null, null], null, false)).toEqual([]);
  });

  test.each([
    [false, [0, 7, 50], [0, null, 50]],
    [false, [52, 100, 2], [null, null, 2]],
    [true, [52, 100, 7], [52, 100, 7]],
    [true, [999, 1000, -2], [999, null, null]],
    [true, [2.5, NaN, null], [null, null, null]],
  ])('show what can be a penalty (team: %s): %j as %j', (isTeam, penalties, shown) => {
    expect(publicGates(penalties, course, isTeam).map((gate) => gate.penalty)).toEqual(shown);
  });

  test('of a team add up to its penalty, whatever the boats did', () => {
    const boats = fc.array(fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(0, 2, 50))), { maxLength: 30 });
    fc.assert(
      fc.property(boats, (gates) => {
        const sums = gates.map((three) => three.reduce<number>((sum, one) => sum + one, 0));
        const shown = publicGates(parseGateCells(formatGateCells(sums)), null, true);
        const total = (all: readonly (number | null)[]) =>
          all.reduce<number>((sum, one) => sum + (one ?? 0), 0);
        expect(total(shown.map(({ penalty }) => penalty))).toBe(total(sums));
      }),
    );
  });
});
