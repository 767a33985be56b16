import { RECOUNT_MS } from '../db/viewerRepository';

/** A new number is told no more often than this, in milliseconds. */
const TELL_EVERY_MS = 5_000;

/** Tells how many watch an event in this process: when that changes, and now and then to say that it still holds. */
export class ViewerCount {
  private told = 0;
  private toldAt = -Infinity;
  private isTelling = false;

  constructor(
    private readonly tell: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** To be called every second or so; `now` in milliseconds. */
  look(viewers: number, now: number): void {
    const sinceMs = now - this.toldAt;
    const isDue = viewers === this.told ? viewers > 0 && sinceMs >= RECOUNT_MS : sinceMs >= TELL_EVERY_MS;
    if (!isDue || this.isTelling) return;
    this.isTelling = true;
    this.told = viewers;
    this.toldAt = now;
    void this.tell()
      .catch(this.onError)
      .finally(() => {
        this.isTelling = false;
      });
  }
}
