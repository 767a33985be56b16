/**
 * Knows when all that was written to a connection has left this process. A stream's own `drain` event
 * does not say so: it comes only where its high-water mark had been reached.
 */
export class Drain {
  private unsent = 0;
  private waiting: (() => void) | null = null;

  /** To be called with each write; answers its callback. */
  add(): () => void {
    this.unsent += 1;
    return this.sent;
  }

  /** Calls back once, when nothing is unsent, but never before it returns. */
  whenEmpty(then: () => void): void {
    if (this.unsent === 0) setImmediate(then);
    else this.waiting = then;
  }

  /** One function for all writes: a closure for each would cost more than the write's bookkeeping. */
  private readonly sent = (): void => {
    this.unsent -= 1;
    if (this.unsent > 0 || !this.waiting) return;
    const then = this.waiting;
    this.waiting = null;
    then();
  };
}
