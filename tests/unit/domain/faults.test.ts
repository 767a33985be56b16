import fc from 'fast-check';
import { formatFaults, joinFaults, parseFaults, splitStatus } from '../../../lib/domain/faults';

test.each([
  ['FLT(7)', 1, 'FLT(7)'],
  ['FLT(3), FLT(7)', 2, 'FLT(3), FLT(7)'],
  ['FLT(3,7)', null, 'FLT(3), FLT(7)'],
  ['FLT( 3 )FLT(12)', null, 'FLT(3), FLT(12)'],
  ['RAL(5)', 1, 'RAL(5)'],
  ['flt', 1, 'FLT'],
  ['\r\n  \r\n', 0, null],
  ['', null, null],
  [null, 0, null],
  [null, 1, 'FLT'],
  ['FLT(7)', 2, 'FLT(7), FLT'],
  ['FLT(3), FLT(7)', 1, 'FLT(3), FLT(7)'],
  ['false', 0, null],
  ['FLTR(3)', null, null],
  [null, -1, null],
])('FLT "%s" and NrFLT %s are %j', (text, count, faults) => {
  const parsed = parseFaults(text, count);
  expect(parsed && formatFaults(parsed)).toBe(faults);
});

test('a count that is out of its mind makes no endless list', () => {
  expect(parseFaults(null, 2_000_000_000)?.length).toBeLessThan(100);
});

test.each([
  ['RAL', 'RAL', null],
  ['RAL(5)', 'RAL', [{ kind: 'RAL', gate: 5 }]],
  ['DSQ (2)', 'DSQ', null],
  ['(5)', '(5)', null],
])('status "%s" is %s with faults %j', (text, status, faults) => {
  expect(splitStatus(text)).toEqual({ status, faults });
});

test('the same fault told twice is one', () => {
  const ral = [{ kind: 'RAL' as const, gate: 5 }];
  expect(joinFaults(ral, ral)).toEqual(ral);
  expect(joinFaults(null, ral)).toEqual(ral);
  expect(joinFaults([{ kind: 'FLT', gate: 3 }], ral)).toHaveLength(2);
});

test('faults written as text read back as they were', () => {
  const fault = fc.record({
    kind: fc.constantFrom('FLT' as const, 'RAL' as const),
    gate: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(fault, { minLength: 1, maxLength: 5 }), (faults) => {
      expect(parseFaults(formatFaults(faults), faults.length)).toEqual(faults);
    }),
  );
});
