import { viewKey, type View } from '../read/View';
import type { EncodedMessage } from './encoding/EncodedMessage';

/** Of how many views a snapshot is kept: anyone can ask for views that no one else asks for. */
const MOST = 16;

/** The `full` messages of an event's state as it is, by view: each made once for all who ask. */
export class Fulls {
  /** The last made is last. */
  private readonly held = new Map<string, EncodedMessage>();

  /** The one of this view as of message `seq`. */
  of(view: View, seq: number, make: () => EncodedMessage): EncodedMessage {
    const key = viewKey(view);
    const known = this.held.get(key);
    if (known?.seq === seq) return known;
    const message = make();
    for (const [oldest, { seq: then }] of this.held) {
      if (then === seq && this.held.size < MOST) break;
      this.held.delete(oldest);
    }
    this.held.set(key, message);
    return message;
  }

  /** How many bytes the last one of this view has; null where none is held. */
  sizeOf(view: View): number | null {
    return this.held.get(viewKey(view))?.body.length ?? null;
  }
}
