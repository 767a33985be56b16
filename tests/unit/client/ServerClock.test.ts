import { ServerClock } from '../../../lib/client/ServerClock';

const HOUR = 3_600_000;
/** A phone whose clock is wrong by `wrongByMs`; `true` time is set by the test. */
function phone(wrongByMs: number) {
  const time = { true: Date.parse('2026-05-30T10:00:00Z'), wrongBy: wrongByMs };
  const clock = new ServerClock(() => time.true + time.wrongBy);
  /** A message that happened now, and arrives `lateMs` later. */
  const hear = (lateMs: number): void => {
    const at = new Date(time.true).toISOString();
    time.true += lateMs;
    clock.heard(at);
  };
  return { time, clock, hear, error: () => clock.now() - time.true };
}

test.each([0, 2_500, -HOUR, 26 * HOUR])(
  'a clock that is wrong by %i ms is put right by one message',
  (wrong) => {
    const { hear, error } = phone(wrong);
    hear(20);
    expect(error()).toBe(-20);
  },
);

test('the message with the shortest way counts; late ones do no harm', () => {
  const { hear, error } = phone(5_000);
  for (const late of [300, 40, 12, 900, 60_000, 15]) hear(late);
  expect(error()).toBe(-12);
});

test('a clock that drifts is followed: what was heard long ago counts no more', () => {
  const { time, hear, error } = phone(0);
  hear(5);
  time.wrongBy = 400;
  for (let i = 0; i < 64; i += 1) hear(20);
  expect(error()).toBe(-20);
});

test('after the local clock was set, the next message decides alone', () => {
  const { time, clock, hear, error } = phone(0);
  hear(10);
  time.wrongBy = -HOUR;
  clock.doubt();
  hear(50);
  expect(error()).toBe(-50);
});

test('before any message the local clock is all there is, and damaged times say nothing', () => {
  const { clock, error } = phone(0);
  clock.heard('yesterday');
  expect(error()).toBe(0);
});
