import { isWanted } from '../read/View';
import { Batch } from './encoding/Batch';
import type { EncodedMessage } from './encoding/EncodedMessage';
import type { Subscriber } from './Subscriber';
import type { Turns } from './Turns';
import type { ViewGroup } from './ViewGroups';

/** What leaves together: messages of one moment, or word of a `full`. */
type Item = { messages: EncodedMessage[]; at: number } | { fullSeq: number };

/** What is told of sending. */
export interface BroadcastListeners {
  onError: (subscriber: Subscriber, error: unknown) => void;
  /** Messages were handed to everyone, the first of which was made at this time. */
  onSent: (at: number) => void;
}

/**
 * Sends messages to all subscribers of a channel, in order. What comes in one turn of the event loop leaves
 * in one write, as does what comes within `batchMs` of the last sending, when that time is over; the loop over the connections
 * yields now and then, and what comes meanwhile queues behind it.
 */
export class Broadcast {
  private collected: EncodedMessage[] = [];
  /** When the first of them was made, in milliseconds. */
  private collectedAt = 0;
  private readonly queue: Item[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** {@link sendNow} is about to be called. */
  private isDue = false;
  private lastFlush = -Infinity;
  private isRunning = false;

  constructor(
    private readonly subscribers: ReadonlySet<Subscriber>,
    private readonly batchMs: number,
    private readonly turns: Turns,
    private readonly listeners: BroadcastListeners,
  ) {}

  /** Adds a message that was made at `at`, in place of one that it supersedes; it leaves with the next {@link flush}. */
  add(message: EncodedMessage, at: number): void {
    if (this.collected.length === 0) this.collectedAt = at;
    const { topic } = message;
    if (topic !== null) this.collected = this.collected.filter((earlier) => earlier.topic !== topic);
    this.collected.push(message);
  }

  addFull(seq: number): void {
    this.enqueueCollected();
    this.queue.push({ fullSeq: seq });
  }

  /** Sends what was added: at the end of this turn of the event loop, or when the time since the last sending is over. */
  flush(): void {
    if (this.isDue || (this.collected.length === 0 && this.queue.length === 0)) return;
    this.isDue = true;
    const waitMs = this.lastFlush + this.batchMs - performance.now();
    if (waitMs > 0) this.timer = setTimeout(this.sendNow, waitMs);
    else setImmediate(this.sendNow);
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.collected = [];
    this.queue.length = 0;
  }

  private readonly sendNow = (): void => {
    this.isDue = false;
    this.lastFlush = performance.now();
    this.enqueueCollected();
    if (!this.isRunning) void this.run();
  };

  private enqueueCollected(): void {
    if (this.collected.length === 0) return;
    this.queue.push({ messages: this.collected, at: this.collectedAt });
    this.collected = [];
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Nothing in here throws: what one connection does wrong is caught, and is its own matter.
    for (let item = this.queue.shift(); item; item = this.queue.shift()) {
      const give = 'messages' in item ? newsFor(item.messages) : renewalFor(item.fullSeq);
      // Who joins while this waits for its turn is at the end of the set, and has the messages already.
      for (const subscriber of this.subscribers) {
        try {
          give(subscriber);
        } catch (error) {
          this.listeners.onError(subscriber, error);
        }
        const { full } = this.turns;
        if (full) await full;
      }
      if ('messages' in item && this.subscribers.size > 0) this.listeners.onSent(item.at);
    }
    this.isRunning = false;
  }
}

/** What the messages hold for a view is put together once. */
function newsFor(messages: EncodedMessage[]): (subscriber: Subscriber) => void {
  const batches = new Map<ViewGroup, Batch | null>();
  const first = messages[0]?.seq ?? 0;
  const last = messages.at(-1)?.seq ?? 0;
  return (subscriber) => {
    const { group } = subscriber;
    let batch = batches.get(group);
    if (batch === undefined) {
      const wanted = messages.filter((message) => isWanted(message, group.view));
      batch = wanted.length === 0 ? null : new Batch(wanted, group.contexts);
      batches.set(group, batch);
    }
    subscriber.take(batch, first, last);
  };
}

const renewalFor =
  (seq: number) =>
  (subscriber: Subscriber): void => {
    subscriber.renew(seq);
  };
