import type { Timings, Transport } from './options';
import { probe } from './probe';
import type { Means } from './transports/open';

/** While a lesser transport is in use, tries the better ones again now and then, ever less often. */
export class Climber {
  /** Tries in a row that found nothing better, or nothing that lasted. */
  private tries = 0;
  /** A better one has worked before, or the network is another: it deserves a try soon. */
  private isDue = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopProbe: (() => void) | null = null;

  constructor(
    private readonly means: Means,
    private readonly timings: Timings,
    private readonly onFound: (transport: Transport) => void,
  ) {}

  /** Sets the time for the next try of `better`, the best first. */
  plan(better: readonly Transport[]): void {
    this.stop();
    if (better.length === 0) return;
    const { climbMs, maxClimbMs, climbBackMs, silentMs } = this.timings;
    const ms = this.isDue ? climbBackMs : Math.min(maxClimbMs, climbMs * 2 ** this.tries);
    this.isDue = false;
    const begin = (): void => {
      this.tries += 1;
      this.stopProbe = probe(better, this.means, silentMs, (found) => {
        this.stopProbe = null;
        if (found) this.onFound(found);
        else this.plan(better);
      });
    };
    // Spread, for many were made to leave it in the same second.
    this.timer = setTimeout(begin, ms * (0.75 + Math.random() / 2));
  }

  /** What was tried in vain is forgotten: the next try comes soon. */
  hurry(): void {
    this.tries = 0;
    this.isDue = true;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.stopProbe?.();
    this.stopProbe = null;
  }
}
