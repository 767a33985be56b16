import { backoff } from '../../../lib/client/backoff';

const wait = (attempt: number, random: number) => backoff(attempt, 500, 30_000, () => random);

test('the longest wait doubles from half a second to half a minute', () => {
  expect([0, 1, 2, 5, 6, 7, 100].map((attempt) => wait(attempt, 1))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('thousands that lost the connection together come back at any time up to the longest', () => {
  expect([0, 0.25, 0.5].map((random) => wait(1, random))).toEqual([0, 250, 500]);
  const waits = Array.from({ length: 1_000 }, () => backoff(3, 500, 30_000));
  expect(Math.max(...waits)).toBeLessThanOrEqual(4_000);
  const perSecond = [0, 1, 2, 3].map((s) => waits.filter((ms) => Math.floor(ms / 1_000) === s).length);
  expect(Math.min(...perSecond)).toBeGreaterThan(150);
});
