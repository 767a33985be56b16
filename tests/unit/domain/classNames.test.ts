import fc from 'fast-check';
import { classNames } from '../../../lib/domain/classNames';

type Given = [classId: string, name: string, longTitle: string | null];

const namesOf = (classes: Given[], courses: Record<string, (number | null)[]> = {}) => [
  ...classNames(
    classes.map(([classId, name, longTitle]) => ({ classId, name, longTitle })),
    Object.entries(courses).flatMap(([classId, all]) => all.map((courseNr) => ({ classId, courseNr }))),
    (courseNr) => `course ${courseNr}`,
  ).values(),
];

test('a name that is the only one stands alone, whatever the long title', () => {
  expect(
    namesOf([
      ['K1M', 'K1M', 'Men'],
      ['K1W', 'K1W', null],
    ]),
  ).toEqual(['K1M', 'K1W']);
});

test.each<[string, Given[], Record<string, (number | null)[]>, string[]]>([
  [
    'the long titles, where they differ',
    [
      ['A', 'K1M', 'Upper course'],
      ['B', 'K1M', 'Lower course'],
      ['C', 'K1W', 'Upper course'],
    ],
    {},
    ['K1M, Upper course', 'K1M, Lower course', 'K1W'],
  ],
  [
    'a long title that begins with the name, alone',
    [
      ['A', 'K1M', 'K1m - upper course'],
      ['B', 'K1M', 'K1Masters'],
    ],
    {},
    ['K1m - upper course', 'K1M, K1Masters'],
  ],
  [
    'the course, where the long titles are the same',
    [
      ['A', 'K1M', 'Men'],
      ['B', 'K1M', 'Men'],
    ],
    { A: [1, 1, null], B: [2] },
    ['K1M, course 1', 'K1M, course 2'],
  ],
  [
    'the course, where there are no long titles',
    [
      ['A', 'K1M', null],
      ['B', 'K1M', 'Men'],
    ],
    { A: [1], B: [2] },
    ['K1M, course 1', 'K1M, Men'],
  ],
  [
    'the id, where the courses are the same, several or not known',
    [
      ['A', 'K1M', null],
      ['B', 'K1M', null],
      ['C', 'K1M', null],
      ['D', 'K1M', null],
    ],
    { A: [1], B: [1], C: [1, 2] },
    ['K1M, A', 'K1M, B', 'K1M, C', 'K1M, D'],
  ],
])('classes of one name are told apart by %s', (_, classes, courses, names) => {
  expect(namesOf(classes, courses)).toEqual(names);
});

test('no two classes of an event read the same', () => {
  const few = fc.constantFrom('K1M', 'C1');
  const given = fc.uniqueArray(
    fc.record({
      classId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      name: few,
      longTitle: fc.option(fc.constantFrom('x', 'y'), { nil: null }),
      courses: fc.array(fc.constantFrom(1, 2, null), { maxLength: 2 }),
    }),
    { selector: ({ classId }) => classId },
  );
  fc.assert(
    fc.property(given, (classes) => {
      const names = namesOf(
        classes.map(({ classId, name, longTitle }) => [classId, name, longTitle]),
        Object.fromEntries(classes.map(({ classId, courses }) => [classId, courses])),
      );
      expect(names).toHaveLength(classes.length);
      expect(new Set(names).size).toBe(classes.length);
    }),
  );
});
