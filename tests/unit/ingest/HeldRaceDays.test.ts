import { HeldRaceDay } from '../../../lib/ingest/HeldRaceDay';
import { HeldRaceDays } from '../../../lib/ingest/HeldRaceDays';
import { FakeClock } from '../../support/testServer';

const MINUTE_MS = 60_000;
const day = HeldRaceDay.of({ classes: [], participants: [], races: [], courses: [], results: [] });
let clock: FakeClock;
let days: HeldRaceDays;
beforeEach(() => {
  clock = new FakeClock();
  days = new HeldRaceDays(clock.read);
});
const held = (...events: number[]): number[] => events.filter((event) => days.get(event, 1) !== null);

test('a race day is good for its revision alone', () => {
  days.hold(1, 7, day);
  expect([days.get(1, 6), days.get(1, 7), days.get(1, 8)]).toEqual([null, day, null]);
});

test('the four last used are held', () => {
  for (const event of [1, 2, 3, 4]) days.hold(event, 1, day);
  days.hold(1, 1, day);
  days.hold(5, 1, day);
  expect(held(1, 2, 3, 4, 5)).toEqual([1, 3, 4, 5]);
});

test('what was not used for five minutes is let go', () => {
  days.hold(1, 1, day);
  clock.advance(3 * MINUTE_MS);
  days.hold(2, 1, day);
  clock.advance(2 * MINUTE_MS);
  days.letGo();
  expect(held(1, 2)).toEqual([1, 2]);
  clock.advance(1);
  days.letGo();
  expect(held(1, 2)).toEqual([2]);
});
