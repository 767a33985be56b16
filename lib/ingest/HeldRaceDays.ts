import { holdNewest } from '../holdNewest';
import type { HeldRaceDay } from './HeldRaceDay';

/** So many events are held: more have no race at one time in one place. */
const MOST = 4;
/** What was not used for this long is let go, in milliseconds. */
const UNUSED_MS = 5 * 60_000;

/**
 * The race days that a writer last read or wrote, so that it need not read what it knows. Each is good for one revision
 * of its event: where the event's row has another, another process has written.
 */
export class HeldRaceDays {
  /** By internal id, the last used last. */
  private readonly held = new Map<number, { revision: number; day: HeldRaceDay; usedAt: number }>();

  /** @param clock milliseconds since 1970. */
  constructor(private readonly clock: () => number) {}

  /** What is held of the event's race day at this revision; null for nothing. */
  get(event: number, revision: number): HeldRaceDay | null {
    const found = this.held.get(event);
    return found?.revision === revision ? found.day : null;
  }

  /** To be called with what was committed. */
  hold(event: number, revision: number, day: HeldRaceDay): void {
    holdNewest(this.held, event, { revision, day, usedAt: this.clock() }, MOST);
  }

  forget(event: number): void {
    this.held.delete(event);
  }

  /** Forgets what was not used for a while. */
  letGo(): void {
    const before = this.clock() - UNUSED_MS;
    for (const [event, { usedAt }] of this.held) if (usedAt < before) this.held.delete(event);
  }
}
