import { backoff } from './backoff';
import type { Timings } from './options';

/** When to connect again: at random, later with each failure, and never before the server said. */
export class ComeBack {
  /** Failures in a row. */
  private attempt = 0;
  /** Local milliseconds. */
  private notBefore = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly timings: Timings,
    private readonly onTime: () => void,
  ) {}

  /** Whether the time that the server named, if any, is over. */
  get isAllowed(): boolean {
    return Date.now() >= this.notBefore;
  }

  /**
   * Comes back after a while, at the earliest after `afterMs`. What a try has taken in vain (`spentMs`) counts as waited: where a
   * network swallows what is sent, the next one is due when it is given up.
   */
  wait(afterMs: number, spentMs: number): void {
    const { backoffMs, maxBackoffMs } = this.timings;
    this.stop();
    this.notBefore = Date.now() + afterMs;
    const waitMs = backoff(this.attempt, backoffMs, maxBackoffMs) - spentMs;
    this.attempt += 1;
    this.timer = setTimeout(this.onTime, afterMs + waitMs);
  }

  /** What went wrong before counts no more. */
  forget(): void {
    this.attempt = 0;
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
