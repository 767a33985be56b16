import { Heartbeat } from '../../../lib/live/transports/Heartbeat';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A member that notes the seconds of its beats and deadlines. */
function member() {
  const seconds = { beats: [] as number[], deadlines: [] as number[] };
  const now = () => Math.round(performance.now() / 1_000) - startedAt;
  const startedAt = Math.round(performance.now() / 1_000);
  return {
    ...seconds,
    beat: () => seconds.beats.push(now()),
    deadline: () => seconds.deadlines.push(now()),
  };
}

test('every member beats once a period, a tenth of them in each tenth of it', () => {
  const heartbeat = new Heartbeat(30, 10);
  const members = Array.from({ length: 3_000 }, () => member());
  for (const one of members) heartbeat.add(one);
  for (let second = 1; second <= 30; second += 1) {
    jest.advanceTimersByTime(1_000);
    expect(members.filter(({ beats }) => beats.length > 0)).toHaveLength(second * 100);
  }
  jest.advanceTimersByTime(30_000);
  expect(members.every(({ beats }) => beats.length === 2 && (beats[1] ?? 0) - (beats[0] ?? 0) === 30)).toBe(
    true,
  );
  heartbeat.close();
});

test('a deadline follows each beat by its time', () => {
  const heartbeat = new Heartbeat(30, 10);
  const one = member();
  heartbeat.add(one);
  jest.advanceTimersByTime(45_000);
  const [beat = NaN] = one.beats;
  expect(one.deadlines.filter((second) => second > beat)[0]).toBe(beat + 10);
  heartbeat.close();
});

test('one that was removed beats no more, and a closed heartbeat leaves no timer', () => {
  const heartbeat = new Heartbeat(5, 1);
  const one = member();
  heartbeat.remove(one, heartbeat.add(one));
  jest.advanceTimersByTime(10_000);
  expect(one.beats).toEqual([]);
  heartbeat.close();
  expect(jest.getTimerCount()).toBe(0);
});
