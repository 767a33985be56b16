import fc from 'fast-check';
import { gapText, secondsText } from '../../../lib/domain/time';

test.each([
  [0, '0.00'],
  [1, '+0.01'],
  [125, '+1.25'],
  [12057, '+120.57'],
  [100000, '+1000.00'],
])('a gap of %d hundredths reads %s', (hundredths, text) => {
  expect(gapText(hundredths)).toBe(text);
});

test.each([
  [7899, '78.99'],
  [0, '0.00'],
  [5, '0.05'],
  [-150, '-1.50'],
])('%d hundredths are %s seconds', (hundredths, text) => {
  expect(secondsText(hundredths)).toBe(text);
});

test('every number of hundredths reads back from its text', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (hundredths) => {
      expect(Math.round(Number(secondsText(hundredths)) * 100)).toBeCloseTo(hundredths);
      expect(secondsText(hundredths)).toMatch(/^-?\d+\.\d\d$/);
    }),
  );
});
