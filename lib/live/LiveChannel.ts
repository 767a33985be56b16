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

/** How many recent messages, and how many bytes of them, a channel keeps to serve who joins or returns. */
const MAX_RECENT = 256;
const MAX_RECENT_BYTES = 1024 * 1024;
/** How old a snapshot may be that a joining subscriber is given, in milliseconds: the messages since follow it. */
const SNAPSHOT_REUSE_MS = 1_000;
/** How many views a channel keeps a snapshot of: anyone can ask for views that no one else asks for. */
const MAX_VIEWS = 16;

interface HeldSnapshot {
  message: LiveMessage;
  /** When it was composed, in milliseconds since 1970. */
  at: number;
}

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
  /** The last message that is known to exist; while it has not come, the journal is to be read. */
  private knownSeq: number;
  /** `recent` holds every message after this one that was not superseded; no `full` is among them. */
  private recentFloor: number;
  /** By view; the one that was composed last is last. */
  private readonly snapshots = new Map<string, HeldSnapshot>();
  private readonly composing = new Map<string, Promise<HeldSnapshot>>();
  private lastUsed: number;
  private isHealing = false;
  /** Why the channel takes no one any more. */
  private ending: Ending | null = null;

  constructor(
    /** Of the event; see `cursor`. */
    private readonly epoch: string,
    /** The event's last sequence number when it was looked up; {@link heal} then asks what came since. */
    seq: number,
    private readonly source: ChannelSource,
    private readonly options: ChannelOptions,
    private readonly onError: (error: unknown) => void,
  ) {
    this.lastSeq = seq;
    this.knownSeq = seq;
    this.recentFloor = seq;
    this.lastUsed = options.clock();
  }

  get size(): number {
    return this.subscribers.size;
  }

  /**
   * Adds a connection. With the cursor of the last message that it saw it gets what it missed, where
   * that is still held; a `full` otherwise. One that comes too late is ended at once.
   */
  join(connection: Connection, view: View, since?: string): Subscriber {
    const subscriber = new Subscriber(connection, view);
    if (this.ending) {
      connection.end(this.ending);
      return subscriber;
    }
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
      if (message.seq === this.lastSeq + 1) this.take(message);
    }
    // A wake-up was missed, or came before an earlier one: the journal has what is missing.
    this.notice(messages.at(-1)?.seq ?? 0);
  }

  /** Tells that the event has come as far as `seq`. */
  notice(seq: number): void {
    this.knownSeq = Math.max(this.knownSeq, seq);
    if (this.lastSeq < this.knownSeq) void this.heal();
  }

  /** Says why, ends every stream, and takes no one any more. */
  end(ending: Ending): void {
    this.ending = ending;
    for (const { connection } of this.subscribers) connection.end(ending);
    this.subscribers.clear();
  }

  /**
   * To be called now and then, `now` in milliseconds: ends the connections that have been over their
   * bound for too long, and reads the journal again where that failed before.
   */
  sweep(now: number): void {
    for (const subscriber of this.subscribers) {
      if (subscriber.slowSince === null || now - subscriber.slowSince < this.options.maxSlowMs) continue;
      this.leave(subscriber);
      subscriber.connection.end(ENDINGS.slow);
    }
    this.notice(0);
  }

  /** A `full` message that is true as of the last message or later; composed once however many ask. */
  snapshot(view: View): Promise<LiveMessage> {
    this.lastUsed = this.options.clock();
    return this.snapshotFrom(view, this.lastSeq, Infinity);
  }

  /** Reads from the journal what came without us. */
  async heal(): Promise<void> {
    // Whoever is at it looks again when there is news of more.
    if (this.isHealing || this.ending) return;
    this.isHealing = true;
    try {
      let known: number;
      do {
        known = this.knownSeq;
        await this.readMissed();
      } while (this.lastSeq < this.knownSeq && known < this.knownSeq);
    } catch (error) {
      this.onError(error);
    } finally {
      this.isHealing = false;
    }
  }

  private async readMissed(): Promise<void> {
    const missed = await this.source.messagesAfter(this.lastSeq);
    if (this.ending) return;
    if (missed) {
      for (const message of missed) if (message.seq > this.lastSeq) this.take(message);
      return;
    }
    // What is no longer held counts as one `full`: everyone needs a snapshot.
    const { seq } = await this.snapshotFrom(WHOLE, this.lastSeq + 1, Infinity);
    if (seq > this.lastSeq) this.take({ seq, kind: 'full', topic: null, raceId: null, body: null, at: 0 });
  }

  /** A snapshot that is true as of message `atLeast` or later, and was composed no longer ago than `maxAgeMs`. */
  private async snapshotFrom(view: View, atLeast: number, maxAgeMs: number): Promise<LiveMessage> {
    const key = viewKey(view);
    for (;;) {
      const held = this.snapshots.get(key);
      if (held && held.message.seq >= atLeast && this.options.clock() - held.at < maxAgeMs)
        return held.message;
      const composing = this.composing.get(key);
      if (!composing) return (await this.compose(key, view)).message;
      // It was begun before now: it is waited for, then asked whether it is new enough.
      await composing;
    }
  }

  private compose(key: string, view: View): Promise<HeldSnapshot> {
    const { lastSeq } = this;
    const composing = this.source
      .readSnapshot(view)
      .then((taken) => {
        // Else who waits for something newer would ask for ever.
        if (taken.seq < lastSeq)
          throw new Error(`the database is at message ${taken.seq}, it was at ${lastSeq}`);
        const held = { message: fullMessage(this.epoch, taken), at: this.options.clock() };
        this.snapshots.delete(key);
        this.snapshots.set(key, held);
        for (const oldest of this.snapshots.keys()) {
          if (this.snapshots.size <= MAX_VIEWS) break;
          this.snapshots.delete(oldest);
        }
        return held;
      })
      .finally(() => this.composing.delete(key));
    this.composing.set(key, composing);
    return composing;
  }

  private take(message: JournalMessage): void {
    const { maxWaitingBytes } = this.options;
    this.lastSeq = message.seq;
    const live = message.kind === 'full' ? null : diffMessage(this.epoch, message);
    if (live) this.remember(live);
    else this.forgetUpTo(message.seq);
    for (const subscriber of this.subscribers) {
      // Its snapshot may have been newer than this message.
      if (!subscriber.isCurrent || message.seq <= subscriber.position) continue;
      if (live && !subscriber.wants(live)) continue;
      if (subscriber.isOver(maxWaitingBytes)) this.setAside(subscriber, this.options.clock());
      // No full behind another that it has not read yet: one, when it has, does for both.
      else if (!live && subscriber.connection.waitingBytes > maxWaitingBytes) this.setAside(subscriber, null);
      else if (live) subscriber.send(live);
      else void this.bringUpToDate(subscriber);
    }
  }

  /**
   * Queues nothing more for a reader until it has drained, then it is brought up to date. `slowSince`
   * is null where it is not slow, only not through its snapshot yet.
   */
  private setAside(subscriber: Subscriber, slowSince: number | null): void {
    subscriber.isCurrent = false;
    subscriber.slowSince = slowSince;
    subscriber.connection.whenDrained(() => {
      subscriber.slowSince = null;
      if (this.subscribers.has(subscriber)) void this.bringUpToDate(subscriber);
    });
  }

  /** Sends a snapshot newer than what the subscriber has and the messages since, after which it is current. */
  private async bringUpToDate(subscriber: Subscriber): Promise<void> {
    subscriber.isCurrent = false;
    try {
      let message: LiveMessage;
      do {
        // One that is a moment old spares composing another: the messages since are at hand to follow it.
        const atLeast = Math.max(subscriber.position + 1, this.recentFloor);
        message = await this.snapshotFrom(subscriber.view, atLeast, SNAPSHOT_REUSE_MS);
        if (!this.subscribers.has(subscriber)) return;
        // Asked here and not before: a `full` may have come in the meantime.
      } while (!this.covers(message.seq));
      subscriber.sendSnapshot(message);
      this.follow(subscriber);
    } catch (error) {
      this.fail(subscriber, error);
    }
  }

  private async resume(subscriber: Subscriber, seq: number): Promise<void> {
    // A cursor past the last message may be of a database that was put back: the journal says so.
    if (seq <= this.lastSeq && this.covers(seq)) {
      subscriber.position = seq;
      this.follow(subscriber);
      return;
    }
    try {
      const missed = await this.source.messagesAfter(seq);
      if (!this.subscribers.has(subscriber)) return;
      if (missed) subscriber.position = seq;
      if (!missed || !this.canReplay(missed, seq)) {
        await this.bringUpToDate(subscriber);
        return;
      }
      for (const message of missed) subscriber.send(diffMessage(this.epoch, message));
      this.follow(subscriber);
    } catch (error) {
      this.fail(subscriber, error);
    }
  }

  /** Whether the journal's messages after `seq`, then what is at hand, do what a snapshot would, within the bound. */
  private canReplay(missed: JournalMessage[], seq: number): boolean {
    const bytes = missed.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
    return (
      bytes <= this.options.maxWaitingBytes &&
      this.covers(missed.at(-1)?.seq ?? seq) &&
      missed.every(({ kind }) => kind !== 'full')
    );
  }

  /** Sends the recent messages after the subscriber's position; from here on it is sent each as it comes. */
  private follow(subscriber: Subscriber): void {
    for (const message of this.recent) subscriber.send(message);
    subscriber.becomeCurrent();
  }

  /** Whether someone at `seq` needs nothing but what `recent` holds. */
  private covers(seq: number): boolean {
    return seq >= this.recentFloor;
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

  private forgetUpTo(seq: number): void {
    this.recent.length = 0;
    this.recentBytes = 0;
    this.recentFloor = seq;
  }

  private fail(subscriber: Subscriber, error: unknown): void {
    // Who has left, or was ended with the channel, needs no more answer.
    if (!this.subscribers.has(subscriber)) return;
    this.onError(error);
    this.leave(subscriber);
    subscriber.connection.end(ENDINGS.failure);
  }
}
