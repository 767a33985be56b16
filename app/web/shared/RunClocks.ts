import type { PublicOnCourseEntry } from '../../../lib/domain/views';

/** The timing system sends running times in whole seconds: what differs by more is a correction, not a delay. */
const CORRECTION_MS = 1_500;

const keyOf = ({ raceId, bib, dtStart }: PublicOnCourseEntry): string => `${raceId} ${bib} ${dtStart ?? ''}`;

/**
 * Running times of boats on the course. `dtStart` is the venue's clock, which nobody can compare with another one; so
 * a run's start is reckoned from `time` and the moment at which the server said it. Messages are late and never early,
 * and times are cut to whole seconds: of all that was heard of a run, the earliest start is the truest.
 */
export class RunClocks {
  private startedAt = new Map<string, number>();

  /** Takes in an on-course list; `at` is the message's time in ms since 1970 by the server's clock. */
  observe(entries: readonly PublicOnCourseEntry[], at: number): void {
    const startedAt = new Map<string, number>();
    for (const entry of entries) {
      if (entry.time === null || entry.dtStart === null || entry.completed) continue;
      const key = keyOf(entry);
      const heard = at - entry.time * 10;
      const held = this.startedAt.get(key) ?? heard;
      startedAt.set(key, heard > held + CORRECTION_MS ? heard : Math.min(held, heard));
    }
    this.startedAt = startedAt;
  }

  /**
   * Hundredths since the start at `now` (ms since 1970 by the server's clock); without a `now` the last time heard. Null
   * for who has not started, has no time, or is in the finish.
   */
  runningTime(entry: PublicOnCourseEntry, now: number | null): number | null {
    const startedAt = this.startedAt.get(keyOf(entry));
    if (startedAt === undefined) return null;
    if (now === null) return entry.time;
    return Math.max(entry.time ?? 0, Math.floor((now - startedAt) / 10));
  }
}
