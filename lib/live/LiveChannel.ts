import type { Epoch } from '../db/eventRepository';
import type { JournalMessage } from '../db/journalRepository';
import type { TakenSnapshot, View } from '../ingest/readSnapshot';
import { Batch } from './encoding/Batch';
import { Broadcast } from './Broadcast';
import type { LiveCounters } from './counters';
import { cursorOf, seqOf } from './cursor';
import type { EndingName } from '../domain/endings';
import { diffMessage, type EncodedMessage } from './encoding/EncodedMessage';
import { Recent } from './Recent';
import { SharedContext } from './encoding/SharedContext';
import { SnapshotCache } from './SnapshotCache';
import { Turns } from './Turns';
import { isWanted, Subscriber, viewKey, WHOLE, type Connection, type ViewGroup } from './Subscriber';

/** Where a channel reads what it does not hold itself. */
export interface ChannelSource {
  readSnapshot(view: View): Promise<TakenSnapshot>;
  /** The journal's messages after `seq`; null where some of them are no longer held, or there is no such message. */
  messagesAfter(seq: number): Promise<{ messages: JournalMessage[]; epochs: Epoch[] } | null>;
}

export interface ChannelOptions {
  /** What a connection may be sent at once of what it missed, in bytes; beyond that it gets a snapshot. */
  maxWaitingBytes: number;
  /** How long a connection may take for what it was sent before it is ended, in milliseconds. */
  maxSlowMs: number;
  /** Messages that come within this time of one another leave in one write, in milliseconds. */
  batchMs: number;
  /** How many distinct views may be watched at a time. */
  maxViews: number;
  /** Milliseconds since 1970. */
  clock: () => number;
  counters: LiveCounters;
}

/** How long a channel without subscribers is kept for those who return, in milliseconds. */
const UNUSED_MS = 60_000;
/** How old a snapshot may be that a joining subscriber is given, in milliseconds: the messages since follow it. */
const SNAPSHOT_REUSE_MS = 1_000;

/**
 * The live channel of one event in one process: everyone who watches it here. Messages come in the
 * order of their sequence numbers and go to each subscriber once; who joins gets a snapshot, or what
 * it missed, and then exactly the messages after it.
 *
 * A `full` in the journal carries nothing itself: whoever meets one gets a snapshot, which is true as of
 * that message or later. Joining, resuming past what is held and a `full` are therefore all one thing:
 * `bringUpToDate`. No connection has a queue of its own: one that has not taken what it was sent last is
 * passed by, and when it has, is given what it missed since its position.
 */
export class LiveChannel {
  private readonly subscribers = new Set<Subscriber>();
  private readonly groups = new Map<string, ViewGroup>();
  private readonly recent: Recent;
  private readonly snapshots: SnapshotCache;
  private readonly broadcast: Broadcast;
  private readonly turns = new Turns();
  /** The last message that came; who is current has it, or will with the batches under way. */
  private lastSeq: number;
  /** The last message that is known to exist; while it has not come, the journal is to be read. */
  private knownSeq: number;
  /** The event's, those of all messages that came among them. */
  private epochs: Epoch[];
  private lastUsed: number;
  private isHealing = false;
  /** Why the channel takes no one any more. */
  private ending: EndingName | null = null;

  constructor(
    /** The event as it was looked up; {@link heal} then asks what came since. */
    { lastSeq: seq, epochs }: { lastSeq: number; epochs: Epoch[] },
    private readonly source: ChannelSource,
    private readonly options: ChannelOptions,
    private readonly onError: (error: unknown) => void,
  ) {
    const { batchMs, clock, maxViews } = options;
    this.lastSeq = seq;
    this.knownSeq = seq;
    this.epochs = epochs;
    this.recent = new Recent(seq);
    this.snapshots = new SnapshotCache((view) => this.readSnapshot(view), clock, maxViews);
    this.broadcast = new Broadcast(this.subscribers, batchMs, this.turns, {
      send: (subscriber, batch) => this.sendNews(subscriber, batch),
      renew: (subscriber) => {
        this.renew(subscriber);
      },
      fail: (subscriber, error) => {
        this.fail(subscriber, error);
      },
    });
    this.lastUsed = clock();
  }

  get size(): number {
    return this.subscribers.size;
  }

  /** How many distinct views are watched. */
  get viewCount(): number {
    return this.groups.size;
  }

  /** The last message's cursor and the server's time, as heartbeats say them where the protocol lets them. */
  get pulse(): string {
    return `${cursorOf(this.epochs, this.lastSeq)} ${new Date(this.options.clock()).toISOString()}`;
  }

  /** Whether this view is watched already, or one more can be; there is always room for the whole event. */
  hasRoomFor(view: View): boolean {
    const key = viewKey(view);
    return key === viewKey(WHOLE) || this.groups.has(key) || this.groups.size < this.options.maxViews;
  }

  /**
   * Adds a connection. With the cursor of the last message that it saw it gets what it missed, where
   * that is still held; a `full` otherwise. One that comes too late is ended at once.
   */
  join(connection: Connection, view: View, since?: string): void {
    if (this.ending) {
      connection.end(this.ending);
      return;
    }
    const subscriber = new Subscriber(connection, this.groupOf(view), this);
    this.subscribers.add(subscriber);
    subscriber.group.size += 1;
    connection.joined(subscriber);
    const seq = since === undefined ? null : seqOf(since);
    if (since !== undefined && seq !== null) void this.resume(subscriber, seq, since);
    else void this.bringUpToDate(subscriber);
  }

  leave(subscriber: Subscriber): void {
    if (!this.subscribers.delete(subscriber)) return;
    this.lastUsed = this.options.clock();
    const { group } = subscriber;
    group.size -= 1;
    if (group.size === 0) this.groups.delete(viewKey(group.view));
  }

  /** Ends one connection. */
  drop(subscriber: Subscriber, ending: EndingName): void {
    this.leave(subscriber);
    this.options.counters.ended[ending] += 1;
    subscriber.connection.end(ending);
  }

  /** Whether no one has watched for a while, so that what is held for those who return can go. */
  isUnused(now: number): boolean {
    return this.subscribers.size === 0 && now - this.lastUsed > UNUSED_MS;
  }

  /** Takes in committed messages, with the event's epochs since, and sends them to everyone who is current. */
  deliver(messages: JournalMessage[], epochs: Epoch[]): void {
    this.learn(epochs);
    for (const message of messages) {
      if (message.seq === this.lastSeq + 1) this.take(message);
    }
    this.broadcast.flush();
    // A wake-up was missed, or came before an earlier one: the journal has what is missing.
    this.notice(messages.at(-1)?.seq ?? 0);
  }

  /** Tells that the event has come as far as `seq`. */
  notice(seq: number): void {
    this.knownSeq = Math.max(this.knownSeq, seq);
    if (this.lastSeq < this.knownSeq) void this.heal();
  }

  /** Says why, ends every stream, and takes no one any more. */
  end(ending: EndingName): void {
    this.ending = ending;
    this.broadcast.close();
    for (const subscriber of [...this.subscribers]) this.drop(subscriber, ending);
  }

  /**
   * To be called now and then, `now` in milliseconds: ends the connections that take too long for what they
   * were sent, and reads the journal again where that failed before.
   */
  sweep(now: number): void {
    for (const subscriber of this.subscribers) {
      if (subscriber.isOverdue(now, this.options.maxSlowMs)) this.drop(subscriber, 'slow');
    }
    this.notice(0);
  }

  /** A `full` message that is true as of the last message or later; composed once however many ask. */
  snapshot(view: View): Promise<EncodedMessage> {
    this.lastUsed = this.options.clock();
    return this.snapshots.get(view, this.lastSeq);
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
      this.learn(missed.epochs);
      for (const message of missed.messages) if (message.seq > this.lastSeq) this.take(message);
    } else {
      // What is no longer held counts as one `full`: everyone needs a snapshot.
      const { seq } = await this.snapshots.get(WHOLE, this.lastSeq + 1);
      if (seq > this.lastSeq) this.take({ seq, kind: 'full', topic: null, raceId: null, body: null, at: 0 });
    }
    this.broadcast.flush();
  }

  private async readSnapshot(view: View): Promise<TakenSnapshot> {
    const taken = await this.source.readSnapshot(view);
    this.learn(taken.epochs);
    return taken;
  }

  /** Takes epochs over, unless they were read before those that are known. */
  private learn(epochs: Epoch[]): void {
    const newest = (of: Epoch[]): number => of.at(-1)?.firstSeq ?? 0;
    if (newest(epochs) >= newest(this.epochs)) this.epochs = epochs;
  }

  private take(message: JournalMessage): void {
    this.lastSeq = message.seq;
    if (message.kind === 'full') {
      this.recent.restart(message.seq);
      this.broadcast.addFull(message.seq);
      // Everyone is about to be given something else than the contexts' messages.
      for (const { contexts } of this.groups.values())
        for (const one of Object.values(contexts)) one.restart();
      return;
    }
    const live = diffMessage(this.epochs, message);
    this.recent.add(live);
    this.broadcast.add(live);
  }

  /** Sends a batch, unless the subscriber has not taken the last yet. */
  private sendNews(subscriber: Subscriber, batch: Batch): boolean {
    const { connection } = subscriber;
    if (connection.waitingBytes > 0) {
      this.defer(subscriber);
      return false;
    }
    subscriber.waitingSince = null;
    this.send(subscriber, batch);
    this.options.counters.delivered += 1;
    return true;
  }

  private renew(subscriber: Subscriber): void {
    if (subscriber.connection.waitingBytes > 0) this.defer(subscriber);
    else void this.bringUpToDate(subscriber);
  }

  /** Sends nothing until the subscriber has taken all that it was sent; then what it missed. */
  private defer(subscriber: Subscriber): void {
    this.options.counters.deferred += 1;
    subscriber.isCurrent = false;
    subscriber.connection.whenDrained(() => {
      subscriber.waitingSince = null;
      if (!this.subscribers.has(subscriber)) return;
      if (this.isLessThanSnapshot(subscriber)) this.follow(subscriber);
      else void this.bringUpToDate(subscriber);
    });
  }

  /** Whether what the subscriber missed is at hand and smaller than a snapshot. */
  private isLessThanSnapshot({ position, group: { view } }: Subscriber): boolean {
    if (!this.recent.covers(position)) return false;
    const missed = this.recent.after(position).filter((message) => isWanted(message, view));
    const bytes = missed.reduce((sum, { json }) => sum + json.length, 0);
    return bytes <= Math.min(this.snapshots.sizeOf(view) ?? Infinity, this.options.maxWaitingBytes);
  }

  /** Sends a snapshot newer than what the subscriber has and the messages since, after which it is current. */
  private async bringUpToDate(subscriber: Subscriber): Promise<void> {
    subscriber.isCurrent = false;
    const { connection, group } = subscriber;
    try {
      let message: EncodedMessage;
      do {
        // One that is a moment old spares composing another: the messages since are at hand to follow it.
        const atLeast = Math.max(subscriber.position + 1, this.recent.floor);
        message = await this.snapshots.get(group.view, atLeast, SNAPSHOT_REUSE_MS);
        if (connection.form) await message.prepare(connection.form);
        for (let { full } = this.turns; full; { full } = this.turns) await full;
        if (!this.subscribers.has(subscriber)) return;
        // Asked here and not before: a `full` may have come in the meantime.
      } while (!this.recent.covers(message.seq));
      subscriber.position = message.seq;
      this.send(subscriber, new Batch([message]));
      this.options.counters.snapshots += 1;
      this.follow(subscriber);
    } catch (error) {
      this.fail(subscriber, error);
    }
  }

  private async resume(subscriber: Subscriber, seq: number, since: string): Promise<void> {
    // One past the last message may be of another process's, or of a history that this database does not have.
    if (seq <= this.lastSeq && this.recent.covers(seq)) {
      if (cursorOf(this.epochs, seq) !== since) {
        await this.bringUpToDate(subscriber);
        return;
      }
      subscriber.position = seq;
      this.options.counters.resumed += 1;
      this.follow(subscriber);
      return;
    }
    try {
      const missed = await this.source.messagesAfter(seq);
      if (!this.subscribers.has(subscriber)) return;
      if (!missed || cursorOf(missed.epochs, seq) !== since) {
        await this.bringUpToDate(subscriber);
        return;
      }
      const { messages, epochs } = missed;
      subscriber.position = seq;
      if (!this.canReplay(messages, seq)) {
        await this.bringUpToDate(subscriber);
        return;
      }
      this.replay(
        subscriber,
        messages.map((message) => diffMessage(epochs, message)),
      );
      this.options.counters.resumed += 1;
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
      this.recent.covers(missed.at(-1)?.seq ?? seq) &&
      missed.every(({ kind }) => kind !== 'full')
    );
  }

  /** Sends the recent messages after the subscriber's position; from here on it is sent each as it comes. */
  private follow(subscriber: Subscriber): void {
    this.replay(subscriber, this.recent.after(subscriber.position));
    subscriber.becomeCurrent();
  }

  private replay(subscriber: Subscriber, messages: EncodedMessage[]): void {
    const last = messages.at(-1);
    if (!last) return;
    subscriber.position = last.seq;
    const wanted = messages.filter((message) => isWanted(message, subscriber.group.view));
    if (wanted.length > 0) this.send(subscriber, new Batch(wanted));
  }

  private send({ connection }: Subscriber, batch: Batch): void {
    this.turns.wrote(connection.send(batch));
  }

  private groupOf(view: View): ViewGroup {
    const key = viewKey(view);
    const known = this.groups.get(key);
    if (known) return known;
    const contexts = { wsDeflate: new SharedContext('wsDeflate'), sseGzip: new SharedContext('sseGzip') };
    const group: ViewGroup = { view, contexts, size: 0 };
    this.groups.set(key, group);
    return group;
  }

  private fail(subscriber: Subscriber, error: unknown): void {
    // Who has left, or was ended with the channel, needs no more answer.
    if (!this.subscribers.has(subscriber)) return;
    this.onError(error);
    this.drop(subscriber, 'failure');
  }
}
