import type { TakenSnapshot, View } from '../ingest/readSnapshot';
import { fullMessage, type EncodedMessage } from './encoding/EncodedMessage';
import { viewKey } from './Subscriber';

interface HeldSnapshot {
  message: EncodedMessage;
  /** When it was composed, in milliseconds since 1970. */
  at: number;
}

/** An event's snapshots as `full` messages, one a view; composed once however many ask. */
export class SnapshotCache {
  /** By view; the one that was composed last is last. */
  private readonly held = new Map<string, HeldSnapshot>();
  private readonly composing = new Map<string, Promise<HeldSnapshot>>();

  constructor(
    private readonly read: (view: View) => Promise<TakenSnapshot>,
    private readonly clock: () => number,
    /** How many views one is kept of: anyone can ask for views that no one else asks for. */
    private readonly maxViews: number,
  ) {}

  /** One that is true as of message `atLeast` or later, and was composed no longer ago than `maxAgeMs`. */
  async get(view: View, atLeast: number, maxAgeMs = Infinity): Promise<EncodedMessage> {
    const key = viewKey(view);
    for (;;) {
      const held = this.held.get(key);
      if (held && held.message.seq >= atLeast && this.clock() - held.at < maxAgeMs) return held.message;
      const composing = this.composing.get(key);
      if (!composing) return (await this.compose(key, view, atLeast)).message;
      // It was begun before now: it is waited for, then asked whether it is new enough.
      await composing;
    }
  }

  /** How many bytes the newest of this view has; null where none is held. */
  sizeOf(view: View): number | null {
    return this.held.get(viewKey(view))?.message.json.length ?? null;
  }

  private compose(key: string, view: View, atLeast: number): Promise<HeldSnapshot> {
    const composing = this.read(view)
      .then((taken) => {
        // Else who waits for something newer would ask for ever.
        if (taken.seq < atLeast)
          throw new Error(`the database is at message ${taken.seq}, it was at ${atLeast}`);
        const held = { message: fullMessage(taken), at: this.clock() };
        this.held.delete(key);
        this.held.set(key, held);
        for (const oldest of this.held.keys()) {
          if (this.held.size <= this.maxViews) break;
          this.held.delete(oldest);
        }
        return held;
      })
      .finally(() => this.composing.delete(key));
    this.composing.set(key, composing);
    return composing;
  }
}
