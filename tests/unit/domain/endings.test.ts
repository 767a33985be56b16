import { CLOSE_RANGES, returnAfter } from '../../../lib/domain/closeCodes';
import { ENDINGS } from '../../../lib/domain/endings';

test('every ending has the code that clients in the field know, and comes back when they were told to', () => {
  const table = Object.fromEntries(
    Object.entries(ENDINGS).map(([name, { code, returnAfterMs }]) => [name, [code, returnAfterMs]]),
  );
  expect(table).toEqual({
    official: [1000, null],
    deleted: [1000, null],
    unpublished: [1000, null],
    shutdown: [1001, { least: 500, most: 3_000 }],
    slow: [4008, { least: 5_000, most: 15_000 }],
    flood: [1008, null],
    noPong: [1006, undefined],
    busy: [1013, { least: 15_000, most: 45_000 }],
    failure: [1011, { least: 2_000, most: 10_000 }],
  });
});

test('codes that no ending has yet are decided by their range', () => {
  expect([4000, 4499].map(returnAfter)).toEqual(Array(2).fill({ least: 5_000, most: 15_000 }));
  expect([4500, 4999].map(returnAfter)).toEqual([null, null]);
});

test('a code that says nothing is the network', () => {
  expect([1005, 1006, 1009, 1012, 3000, 5000, 0].map(returnAfter)).toEqual(Array(7).fill(undefined));
});

test('no code is in two ranges', () => {
  const edges = CLOSE_RANGES.flatMap(({ from, to }) => [from, to]);
  expect(edges).toEqual([...edges].sort((a, b) => a - b));
  expect(CLOSE_RANGES.slice(1).every(({ from }, at) => from > (CLOSE_RANGES[at]?.to ?? 0))).toBe(true);
});
