/** What may be begun in one turn of the event loop, in milliseconds, and how many at most. */
const TURN_MS = 2;
const MOST_A_TURN = 32;

/**
 * Begins work for a moment in each turn of the event loop; the rest waits for the next turns, in order. Between them
 * everything else goes on. So a crowd of readers takes no longer of one turn than a few of them do.
 */
export class ShortTurns {
  private readonly waiting: (() => void)[] = [];
  /** When this turn's work began; null before any of it. */
  private begunAt: number | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Null where this turn has time left and nobody waits; else to be awaited: work begins in one of the next turns. */
  enter(): Promise<void> | null {
    if (this.waiting.length === 0 && this.hasTime()) return null;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** To be awaited by who has waited for what others may have waited for, too: else all go on in one turn. */
  turn(): Promise<void> {
    // Not at once: before one of them has gone on, the others would have been let through.
    this.hasTime();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private readonly next = (): void => {
    this.begunAt = null;
    const { length } = this.waiting;
    if (length === 0) return;
    // One by one, so that what each goes on with is done, and counted, before the next one begins.
    for (let i = 0; i < Math.min(MOST_A_TURN, length); i += 1) setImmediate(this.one);
  };

  private readonly one = (): void => {
    if (this.hasTime()) this.waiting.shift()?.();
  };

  private hasTime(): boolean {
    const now = this.now();
    if (this.begunAt === null) {
      this.begunAt = now;
      setImmediate(this.next);
    }
    return now - this.begunAt < TURN_MS;
  }
}
