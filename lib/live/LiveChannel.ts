import type { JournalMessage } from '../db/journalRepository';
import type { TakenSnapshot, View } from '../ingest/readSnapshot';
import { seqOf } from './cursor';
import { ENDINGS, type Ending } from './endings';
import { diffMessage, fullMessage, type LiveMessage } from './LiveMessage';
import { Subscriber, viewKey, WHOLE, type Connection } from './Subscriber';

/** Where a channel reads what it does not hold itself. */
export interface ChannelSource {
  readSnapshot(view: View): Promise<TakenSnapshot>;
  /** The journal's messages after `seq`; null where some of them are no longer held. */
  messagesAfter(seq: number): Promise<JournalMessage[] | null>;
}

export interface ChannelOptions {
  /** What may wait for one connection, in bytes. */
  maxWaitingBytes: number;
  /** How long it may wait beyond that before the connection is ended, in milliseconds. */
  maxSlowMs: number;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** How long a channel without subscribers is kept for those who return, in milliseconds. */
const UNUSED_MS = 60_000;

interface HeldSnapshot {
  message: LiveMessage;
  /** When it was composed, in milliseconds since 1970. */
  at: number;
}

/** How many recent messages, and how many bytes of them, a channel keeps to serve who joins or returns. */
const MAX_RECENT = 256;
const MAX_RECENT_BYTES = 1024 * 1024;
/** How old a snapshot may be that a joining subscriber is given, in milliseconds: the messages since follow it. */
const SNAPSHOT_REUSE_MS = 1_000;

/**
 * The live channel of one event in one process: everyone who watches it here. Messages come in the
 * order of their sequence numbers and go to each subscriber once; who joins gets a snapshot, or what
 * it missed, and then exactly the messages after it.
 *
 * A `full` in the journal carries nothing itself: whoever meets one gets a snapshot, which is true as of
 * that message or later. Joining, resuming past what is held, a `full`, and catching up after
 * reading too slowly are therefore all one thing: `bringUpToDate`.
 */
export class LiveChannel {
  private readonly subscribers = new Set<Subscriber>();
  private readonly recent: LiveMessage[] = [];
  private recentBytes = 0;
  /** The last message that came; who is current has it. */
  private lastSeq: number;
  /** `recent` holds every message after this one that was not superseded. */
  private recentFloor: number;
  /** The last `full`: what is older can't be resumed with messages alone. */
  private fullSeq = 0;
  private readonly snapshots = new Map<string, HeldSnapshot>();
  private readonly composing = new Map<string, Promise<HeldSnapshot>>();
  private lastUsed: number;
  private isHealing = false;
  private isEnded = false;

  constructor(
    /** Of the event; see `cursor`. */
    private readonly epoch: string,
    /** The event's last sequence number when the channel was opened. */
    seq: number,
    private readonly source: ChannelSource,
    private readonly options: ChannelOptions,
    private readonly onError: (error: unknown) => void,
  ) {
    this.lastSeq = seq;
    this.recentFloor = seq;
    this.lastUsed = options.clock();
    // What was committed between the caller's look at the event and now told no one here.
    void this.heal();
  }

  get size(): number {
    return this.subscribers.size;
  }

  /**
   * Adds a connection. With the cursor of the last message that it saw it gets what it missed, where
   * that is still held; a `full` otherwise.
   */
  join(connection: Connection, view: View, since?: string): Subscriber {
    const subscriber = new Subscriber(connection, view);
    this.subscribers.add(subscriber);
    const seq = since === undefined ? null : seqOf(since, this.epoch);
    if (seq !== null) void this.resume(subscriber, seq);
    else void this.bringUpToDate(subscriber);
    return subscriber;
  }

  leave(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    this.lastUsed = this.options.clock();
  }

  /** Whether no one has watched for a while, so that what is held for those who return can go. */
  isUnused(now: number): boolean {
    return this.subscribers.size === 0 && now - this.lastUsed > UNUSED_MS;
  }

  /** Takes in committed messages and sends them to everyone who is current. */
  deliver(messages: JournalMessage[]): void {
    for (const message of messages) {
      if (message.seq <= this.lastSeq) continue;
      if (message.seq !== this.lastSeq + 1) {
        // A wake-up was missed, or came before an earlier one: the journal has what is missing.
        void this.heal();
        return;
      }
      this.take(message);
    }
  }

  /** Says why, ends every stream, and takes no one any more. */
  end(ending: Ending): void {
    this.isEnded = true;
    for (const { connection } of this.subscribers) connection.end(ending);
    this.subscribers.clear();
  }

  /** Ends the connections that have been over their bound for too long. `now` in milliseconds. */
  endSlow(now: number): void {
    for (const subscriber of this.subscribers) {
      if (subscriber.slowSince === null || now - subscriber.slowSince < this.options.maxSlowMs) continue;
      this.leave(subscriber);
      subscriber.connection.end(ENDINGS.slow);
    }
  }

  /** A `full` message that is true as of the last message or later; composed once however many ask. */
  snapshot(view: View): Promise<LiveMessage> {
    this.lastUsed = this.options.clock();
    return this.snapshotSince(view, (held) => held.message.seq >= this.lastSeq);
  }

  /** Like {@link snapshot}, or a moment older where the messages since are at hand to follow it. */
  private snapshotToFollow(view: View): Promise<LiveMessage> {
    const { clock } = this.options;
    return this.snapshotSince(
      view,
      ({ message, at }) => this.covers(message.seq) && clock() - at < SNAPSHOT_REUSE_MS,
    );
  }

  private async snapshotSince(view: View, isGood: (held: HeldSnapshot) => boolean): Promise<LiveMessage> {
    const key = viewKey(view);
    for (;;) {
      const held = this.snapshots.get(key);
      if (held && isGood(held)) return held.message;
      // One that is being composed was begun before now: it is waited for, then asked whether it is new enough.
      const composing = this.composing.get(key);
      if (composing) {
        await composing;
        continue;
      }
      const { message } = await this.compose(key, view);
      if (this.covers(message.seq)) return message;
    }
  }

  private compose(key: string, view: View): Promise<HeldSnapshot> {
    const composing = this.source
      .readSnapshot(view)
      .then((taken) => {
        const held = { message: fullMessage(this.epoch, taken), at: this.options.clock() };
        this.snapshots.set(key, held);
        return held;
      })
      .finally(() => this.composing.delete(key));
    this.composing.set(key, composing);
    return composing;
  }

  private take(message: JournalMessage): void {
    this.lastSeq = message.seq;
    if (message.kind === 'full') {
      this.fullSeq = message.seq;
      this.forgetBefore(message.seq);
      for (const subscriber of this.subscribers) {
        if (subscriber.isCurrent) void this.bringUpToDate(subscriber);
      }
      return;
    }
    const live = diffMessage(this.epoch, message);
    this.remember(live);
    for (const subscriber of this.subscribers) {
      if (!subscriber.isCurrent) continue;
      if (subscriber.isOver(this.options.maxWaitingBytes)) this.setAside(subscriber);
      else subscriber.send(live);
    }
  }

  /** A slow reader: nothing more is queued for it until it has drained, then it is brought up to date. */
  private setAside(subscriber: Subscriber): void {
    subscriber.isCurrent = false;
    subscriber.slowSince = this.options.clock();
    subscriber.connection.whenDrained(() => {
      subscriber.slowSince = null;
      if (this.subscribers.has(subscriber)) void this.bringUpToDate(subscriber);
    });
  }

  /** Sends a snapshot and the messages since, after which the subscriber is current. */
  private async bringUpToDate(subscriber: Subscriber): Promise<void> {
    subscriber.isCurrent = false;
    try {
      const message = await this.snapshotToFollow(subscriber.view);
      if (this.isEnded || !this.subscribers.has(subscriber)) return;
      subscriber.sendSnapshot(message);
      this.follow(subscriber);
    } catch (error) {
      this.fail(subscriber, error);
    }
  }

  private async resume(subscriber: Subscriber, seq: number): Promise<void> {
    // A cursor past the last message is of a database that was put back: the journal says so.
    if (seq <= this.lastSeq && this.covers(seq)) {
      subscriber.position = seq;
      this.follow(subscriber);
      return;
    }
    try {
      const missed = await this.source.messagesAfter(seq);
      if (this.isEnded || !this.subscribers.has(subscriber)) return;
      const read = missed?.at(-1)?.seq ?? seq;
      if (!missed || missed.some(({ kind }) => kind === 'full') || !this.covers(read)) {
        await this.bringUpToDate(subscriber);
        return;
      }
      subscriber.position = seq;
      for (const message of missed) subscriber.send(diffMessage(this.epoch, message));
      this.follow(subscriber);
    } catch (error) {
      this.fail(subscriber, error);
    }
  }

  /** Sends the recent messages after the subscriber's position; from here on it is sent each as it comes. */
  private follow(subscriber: Subscriber): void {
    for (const message of this.recent) subscriber.send(message);
    subscriber.isCurrent = true;
  }

  /** Whether someone at `seq` needs nothing but what `recent` holds. */
  private covers(seq: number): boolean {
    return seq >= this.recentFloor && seq >= this.fullSeq;
  }

  private remember(message: LiveMessage): void {
    if (message.topic !== null) {
      const superseded = this.recent.findIndex(({ topic }) => topic === message.topic);
      if (superseded >= 0) this.recentBytes -= this.recent.splice(superseded, 1)[0]?.json.length ?? 0;
    }
    this.recent.push(message);
    this.recentBytes += message.json.length;
    while (this.recent.length > MAX_RECENT || this.recentBytes > MAX_RECENT_BYTES) {
      const oldest = this.recent.shift();
      if (!oldest) break;
      this.recentBytes -= oldest.json.length;
      this.recentFloor = oldest.seq;
    }
  }

  private forgetBefore(seq: number): void {
    this.recent.length = 0;
    this.recentBytes = 0;
    this.recentFloor = seq;
  }

  /** Reads from the journal what came without us. */
  private async heal(): Promise<void> {
    if (this.isHealing) return;
    this.isHealing = true;
    try {
      const missed = await this.source.messagesAfter(this.lastSeq);
      // What is no longer held counts as one `full`: everyone needs a snapshot.
      if (missed) for (const message of missed) if (message.seq > this.lastSeq) this.take(message);
      if (!missed) this.restart(await this.compose(viewKey(WHOLE), WHOLE));
    } catch (error) {
      this.onError(error);
    } finally {
      this.isHealing = false;
    }
  }

  private restart({ message }: HeldSnapshot): void {
    const { seq } = message;
    this.take({ seq, kind: 'full', topic: null, raceId: null, body: null, at: 0 });
  }

  private fail(subscriber: Subscriber, error: unknown): void {
    this.onError(error);
    this.leave(subscriber);
    subscriber.connection.end(ENDINGS.failure);
  }
}
