/** What may be begun in one turn of the event loop, in milliseconds. */
const TURN_MS = 2;

/**
 * Begins work for a moment in each turn of the event loop; the rest waits for the next turns, in order. Between them
 * everything else goes on. So a crowd of readers takes no longer of one turn than a few of them do.
 */
export class ShortTurns {
  private readonly waiting: (() => void)[] = [];
  /** When this turn's work began; null before any of it. */
  private begunAt: number | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Begins at once where this turn has time left and nobody waits, else in one of the next turns. */
  take(work: () => void): void {
    if (this.begunAt === null) {
      this.begunAt = this.now();
      setImmediate(this.next);
    } else if (this.waiting.length > 0 || !this.hasTime(this.begunAt)) {
      this.waiting.push(work);
      return;
    }
    work();
  }

  private readonly next = (): void => {
    this.begunAt = null;
    if (this.waiting.length === 0) return;
    const begunAt = (this.begunAt = this.now());
    setImmediate(this.next);
    do this.waiting.shift()?.();
    while (this.waiting.length > 0 && this.hasTime(begunAt));
  };

  private hasTime = (begunAt: number): boolean => this.now() - begunAt < TURN_MS;
}
