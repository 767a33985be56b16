/** How many messages are looked back at: some minutes of a race. */
const MAX_SAMPLES = 64;

/**
 * The server's clock, from when messages happened there and arrived here. The difference is the local clock's error
 * plus the message's way; the least one of recent messages has the least way in it, so one that was held up on its
 * way does no harm.
 */
export class ServerClock {
  private samples: number[] = [];
  private aheadMs = 0;
  private isDoubted = false;

  constructor(private readonly localNow: () => number = Date.now) {}

  /** A live message arrived, no replay; `at` is ISO 8601. */
  heard(at: string): void {
    const ahead = this.localNow() - Date.parse(at);
    if (Number.isNaN(ahead)) return;
    if (this.isDoubted) this.samples = [];
    this.isDoubted = false;
    this.samples.push(ahead);
    if (this.samples.length > MAX_SAMPLES) this.samples.shift();
    this.aheadMs = Math.min(...this.samples);
  }

  /** The local clock may have been set: what was known is used only until the next message. */
  doubt(): void {
    this.isDoubted = true;
  }

  /** Whether any message has told the time. */
  get isKnown(): boolean {
    return this.samples.length > 0;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.localNow() - this.aheadMs;
  }
}
