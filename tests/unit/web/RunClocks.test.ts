import type { PublicOnCourseEntry } from '../../../lib/domain/views';
import { RunClocks } from '../../../app/web/shared/RunClocks';

const boat = (more: Partial<PublicOnCourseEntry>): PublicOnCourseEntry => ({
  ...{ raceId: 'R', bib: '1', name: null, club: null, position: 1, gates: [], completed: false },
  ...{
    dtStart: '2026-05-30T10:00:00Z',
    dtFinish: null,
    time: 0,
    pen: 0,
    total: 0,
    rank: null,
    ttbDiff: null,
    ttbName: null,
  },
  ...more,
});

describe('a running time', () => {
  test('goes on from what was heard, by the time of the message', () => {
    const clocks = new RunClocks();
    clocks.observe([boat({ time: 1_000 })], 100_000);
    expect(clocks.runningTime(boat({ time: 1_000 }), 100_000)).toBe(1_000);
    expect(clocks.runningTime(boat({ time: 1_000 }), 102_340)).toBe(1_234);
  });

  test('takes the earliest start that it heard of: times are cut to seconds, messages are late', () => {
    const clocks = new RunClocks();
    // The boat started at 90,000.
    for (const [time, at] of [
      [900, 99_800],
      [1_000, 100_100],
      [1_100, 101_900],
      [1_200, 102_050],
    ] as const) {
      clocks.observe([boat({ time })], at);
    }
    expect(clocks.runningTime(boat({ time: 1_200 }), 103_000)).toBe(1_295);
  });

  test('follows a correction of the timing system', () => {
    const clocks = new RunClocks();
    clocks.observe([boat({ time: 3_000 })], 100_000);
    clocks.observe([boat({ time: 1_000 })], 101_000);
    expect(clocks.runningTime(boat({ time: 1_000 }), 101_000)).toBe(1_000);
  });

  test('begins anew with a new start of the same bib', () => {
    const clocks = new RunClocks();
    clocks.observe([boat({ time: 3_000 })], 100_000);
    const again = boat({ dtStart: '2026-05-30T10:05:00Z', time: 100 });
    clocks.observe([again], 100_500);
    expect(clocks.runningTime(again, 100_500)).toBe(100);
  });

  test('never falls behind what was heard, stands still without a clock, and is none at the start', () => {
    const clocks = new RunClocks();
    const running = boat({ time: 1_000 });
    clocks.observe([running], 100_000);
    expect(clocks.runningTime(running, 50_000)).toBe(1_000);
    expect(clocks.runningTime(running, null)).toBe(1_000);
    expect(clocks.runningTime(boat({ bib: '2', dtStart: null, time: null }), 100_000)).toBeNull();
  });
});
