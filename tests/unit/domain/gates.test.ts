import fc from 'fast-check';
import { courseGates, formatGateCells, parseGateCells, publicGates } from '../../../lib/domain/gates';

test.each([
  ['  0  2 50', [0, 2, 50]],
  ['  0     2', [0, null, 2]],
  ['         ', [null, null, null]],
  ['', []],
  ['  0 5', [0, null]],
  ['  0 50  ', [0, 50, null]],
  ['  0 50  2 ', [0, 50, 2, null]],
  ['  4 99  x100 -2', [null, null, null, null, null]],
])('cells "%s" say %j', (cells, penalties) => {
  expect(parseGateCells(cells)).toEqual(penalties);
});

test('a blank cell keeps its place: the gates after it do not move up', () => {
  expect(parseGateCells('  0   ' + '  2' + '   ' + ' 50')).toEqual([0, null, 2, null, 50]);
});

test('penalties written as cells read back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 2, 50, null)), (penalties) => {
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

describe('the gates that the public sees', () => {
  const course = courseGates('NRN');

  test('are numbered from 1 and typed by the course', () => {
    expect(publicGates([0, 2, 50], course)).toEqual([
      { number: 1, type: 'normal', penalty: 0 },
      { number: 2, type: 'reverse', penalty: 2 },
      { number: 3, type: 'normal', penalty: 50 },
    ]);
  });

  test('are as many as the course has, however many cells came', () => {
    const cells = (penalties: (number | null)[]) =>
      publicGates(penalties, course).map((gate) => gate.penalty);
    expect(cells([0, 0, 0, 2, null])).toEqual([0, 0, 0]);
    expect(cells([2])).toEqual([2, null, null]);
    expect(cells([])).toEqual([null, null, null]);
  });

  test('end with the last judged one where the course is unknown', () => {
    expect(publicGates([0, null, 2, null, null], null)).toEqual([
      { number: 1, type: 'unknown', penalty: 0 },
      { number: 2, type: 'unknown', penalty: null },
      { number: 3, type: 'unknown', penalty: 2 },
    ]);
    expect(publicGates([null, null], null)).toEqual([]);
  });

  test('show no number that is not a penalty', () => {
    expect(publicGates([0, 7, 50], course).map((gate) => gate.penalty)).toEqual([0, null, 50]);
  });
});
