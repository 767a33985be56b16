import { Batch } from './encoding/Batch';
import type { EncodedMessage } from './encoding/EncodedMessage';
import type { Turns } from './Turns';
import { isWanted, type Subscriber, type ViewGroup } from './Subscriber';

/** What leaves together: messages of one moment, or word of a `full`. */
type Item = { messages: EncodedMessage[] } | { fullSeq: number };

/** What becomes of a subscriber that a batch or a `full` is due to. */
export interface BroadcastTarget {
  /** Answers whether it was sent; one that has not taken the last yet is not. */
  send(subscriber: Subscriber, batch: Batch): boolean;
  /** It needs a snapshot: a `full` came. */
  renew(subscriber: Subscriber): void;
  fail(subscriber: Subscriber, error: unknown): void;
}

/**
 * Sends messages to all subscribers of a channel, in order. What comes in one turn of the event loop leaves
 * in one write, as does what comes within `batchMs` of the last sending, when that time is over; the loop over the connections
 * yields now and then, and what comes meanwhile queues behind it.
 */
export class Broadcast {
  private collected: EncodedMessage[] = [];
  private readonly queue: Item[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** {@link sendNow} is about to be called. */
  private isDue = false;
  private lastFlush = -Infinity;
  private isRunning = false;

  constructor(
    private readonly subscribers: Set<Subscriber>,
    private readonly batchMs: number,
    private readonly turns: Turns,
    private readonly target: BroadcastTarget,
  ) {}

  /** Adds a message, in place of one that it supersedes; it leaves with the next {@link flush}. */
  add(message: EncodedMessage): void {
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
    this.queue.push({ messages: this.collected });
    this.collected = [];
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Nothing in here throws: what one connection does wrong is caught, and is its own matter.
    for (let item = this.queue.shift(); item; item = this.queue.shift()) {
      const batches = 'messages' in item ? new Map<ViewGroup, Batch | null>() : null;
      // Who joins while this waits for its turn is at the end of the set, and has the messages already.
      for (const subscriber of this.subscribers) {
        try {
          if ('messages' in item && batches) this.send(subscriber, item.messages, batches);
          else if ('fullSeq' in item) this.renew(subscriber, item.fullSeq);
        } catch (error) {
          this.target.fail(subscriber, error);
        }
        const { full } = this.turns;
        if (full) await full;
      }
    }
    this.isRunning = false;
  }

  private send(
    subscriber: Subscriber,
    messages: EncodedMessage[],
    batches: Map<ViewGroup, Batch | null>,
  ): void {
    const [first] = messages;
    const last = messages.at(-1);
    if (!first || !last || !subscriber.isCurrent || subscriber.position >= last.seq) return;
    const { group } = subscriber;
    let batch = batches.get(group);
    if (batch === undefined) {
      batch = batchFor(group, messages);
      batches.set(group, batch);
    }
    // One that came in the middle of them has had the first already; it reads the rest without history.
    const own =
      subscriber.position >= first.seq ? messages.filter(({ seq }) => seq > subscriber.position) : null;
    const due = own ? batchFor(group, own, false) : batch;
    if (!due || this.target.send(subscriber, due)) subscriber.position = last.seq;
  }

  private renew(subscriber: Subscriber, fullSeq: number): void {
    // A snapshot that it was sent may have been newer than this.
    if (subscriber.isCurrent && subscriber.position < fullSeq) this.target.renew(subscriber);
  }
}

/** What the messages hold for a view; null for nothing. */
function batchFor({ view, contexts }: ViewGroup, messages: EncodedMessage[], isShared = true): Batch | null {
  const wanted = messages.filter((message) => isWanted(message, view));
  return wanted.length === 0 ? null : new Batch(wanted, isShared ? contexts : null);
}
