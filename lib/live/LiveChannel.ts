import type { Epoch } from '../db/eventRepository';
import type { JournalMessage } from '../db/journalRepository';
import type { ViewerKinds } from '../db/viewerRepository';
import type { EventState } from '../read/EventState';
import { KeptState } from '../read/KeptState';
import type { ReadJournal } from '../read/Reader';
import { knownView, noticeOf, type KnownView, type View } from '../read/View';
import { Broadcast } from './Broadcast';
import type { LiveCounters } from './counters';
import { cursorOf, placeOf } from './cursor';
import { fullMessage, journalMessage, wordMessage, type EncodedMessage } from './encoding/EncodedMessage';
import type { EndingName } from '../domain/endings';
import { Fulls } from './Fulls';
import { Log } from './Log';
import { Subscriber, type Connection, type SubscriberChannel } from './Subscriber';
import { transportOf, type ViewerName } from './viewers';
import { Turns } from './Turns';
import { ViewGroups } from './ViewGroups';

/** Where a channel reads what it does not hold itself. */
export interface ChannelSource {
  loadState(): Promise<EventState>;
  /** The journal's messages after `seq`; null where the event is gone. */
  readJournal(seq: number): Promise<ReadJournal | null>;
}

export interface ChannelOptions {
  /** What a connection may be sent at once of what it missed, in bytes; beyond that it gets a snapshot. */
  maxWaitingBytes: number;
  /** A snapshot of more bytes is not sent to one who has one already: it is told to read anew. */
  maxFullBytes: number;
  /** How long a connection may take for what it was sent before it is ended, in milliseconds. */
  maxSlowMs: number;
  /** Messages that come within this time of one another leave in one write, in milliseconds. */
  batchMs: number;
  /** How many views are compressed with a history of their own, beside the whole event. */
  maxContexts: number;
  /** Milliseconds since 1970. */
  clock: () => number;
  counters: LiveCounters;
  /** Told of each batch how long after its first message's transaction began it was handed to all connections, in milliseconds. */
  onSent?: (lagMs: number) => void;
}

/** How long a channel without subscribers is kept for those who return, in milliseconds. */
const UNUSED_MS = 60_000;

/**
 * The live channel of one event in one process: its state, its newest messages, and everyone who watches it here. Messages
 * come in the order of their sequence numbers and go to each subscriber once; who joins gets a snapshot, or what it
 * missed, and then exactly the messages after it.
 *
 * A `full` in the journal carries nothing itself: the state is loaded anew, and whoever meets one gets a snapshot.
 */
export class LiveChannel implements SubscriberChannel {
  readonly log: Log;
  readonly turns = new Turns();
  private readonly kept: KeptState;
  private readonly subscribers = new Set<Subscriber>();
  private readonly groups: ViewGroups;
  private readonly broadcast: Broadcast;
  private readonly fulls = new Fulls();
  /** The last message that is known to exist; while it has not come, the journal is to be read. */
  private knownSeq: number;
  /** The event's, those of all messages that came among them. */
  private epochs: Epoch[];
  private lastUsed: number;
  private healing: Promise<void> | null = null;
  /** Why the channel takes no one any more. */
  private ending: EndingName | null = null;

  constructor(
    /** The event as it was looked up; {@link heal} then asks what came since. */
    { lastSeq: seq, epochs }: { lastSeq: number; epochs: Epoch[] },
    private readonly source: ChannelSource,
    readonly options: ChannelOptions,
    private readonly onError: (error: unknown) => void,
  ) {
    this.knownSeq = seq;
    this.epochs = epochs;
    this.groups = new ViewGroups(options.maxContexts);
    this.kept = new KeptState(() => this.load(), seq);
    this.log = new Log(seq, {
      maxBytes: options.maxWaitingBytes,
      readEarlier: (from) => source.readJournal(from),
      encode: (message) => journalMessage(this.epochs, message),
    });
    this.broadcast = new Broadcast(this.subscribers, options.batchMs, this.turns, {
      onError: (subscriber, error) => {
        this.fail(subscriber, error);
      },
      onSent: (at) => options.onSent?.(options.clock() - at),
    });
    this.lastUsed = options.clock();
  }

  get size(): number {
    return this.subscribers.size;
  }

  /** How many distinct views are watched. */
  get viewCount(): number {
    return this.groups.count;
  }

  /** How many watch, by transport and by what they watch with. */
  viewerKinds(): ViewerKinds {
    const kinds: ViewerKinds = {};
    for (const { connection, viewer } of this.subscribers) {
      const kind = `${transportOf(connection.form)} ${viewer}`;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    return kinds;
  }

  /** When someone last watched or asked, in milliseconds. */
  get usedAt(): number {
    return this.size > 0 ? Infinity : this.lastUsed;
  }

  /** The last message's cursor and the server's time, as heartbeats say them where the protocol lets them. */
  get pulse(): string {
    return `${cursorOf(this.epochs, this.log.last)} ${new Date(this.options.clock()).toISOString()}`;
  }

  /** What the public may know of the event as of the last message that is known, or later; every answer is made of it. */
  async state(): Promise<EventState> {
    this.options.counters.asked += 1;
    this.lastUsed = this.options.clock();
    if (this.log.last < this.knownSeq) await this.heal();
    return this.kept.get();
  }

  /** The view without what the event does not have. */
  async known(asked: View): Promise<KnownView> {
    if (asked.races === null) return { view: asked, unknown: [] };
    return knownView(asked, (await this.state()).raceIds);
  }

  /**
   * Adds a connection. With the cursor of the last message that it saw it gets what it missed, where
   * that is still held; a `full` otherwise. One that comes too late is ended at once.
   */
  join(connection: Connection, known: KnownView, cursor?: string, viewer: ViewerName = 'other'): void {
    if (this.ending) {
      connection.end(this.ending);
      return;
    }
    const subscriber = new Subscriber(connection, known, this.groups.enter(known.view), this, viewer);
    this.subscribers.add(subscriber);
    connection.joined(subscriber);
    void subscriber.begin(cursor);
  }

  has(subscriber: Subscriber): boolean {
    return this.subscribers.has(subscriber);
  }

  leave(subscriber: Subscriber): void {
    if (!this.subscribers.delete(subscriber)) return;
    this.lastUsed = this.options.clock();
    this.groups.exit(subscriber.group);
  }

  /** Ends one connection. */
  drop(subscriber: Subscriber, ending: EndingName): void {
    this.leave(subscriber);
    this.options.counters.ended[ending] += 1;
    subscriber.connection.end(ending);
  }

  /** Whether no one has watched for a while, so that what is held for those who return can go. */
  isUnused(now: number): boolean {
    return now - this.usedAt > UNUSED_MS;
  }

  /** Takes in committed messages, with the event's epochs since, and sends them to everyone who is current. */
  deliver(messages: JournalMessage[], epochs: Epoch[]): void {
    this.learn(epochs);
    for (const message of messages) {
      if (message.seq === this.log.last + 1) this.take(message);
    }
    this.broadcast.flush();
    // A wake-up was missed, or came before an earlier one: the journal has what is missing.
    this.notice(messages.at(-1)?.seq ?? 0);
  }

  /** Tells that the event has come as far as `seq`. */
  notice(seq: number): void {
    this.knownSeq = Math.max(this.knownSeq, seq);
    if (this.log.last < this.knownSeq) void this.heal();
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

  async full(known: KnownView): Promise<EncodedMessage> {
    const state = await this.state();
    const notice = noticeOf(known);
    const make = (): EncodedMessage => {
      const at = { id: cursorOf(this.epochs, state.seq), seq: state.seq, at: this.options.clock() };
      return fullMessage(at, state.full(known.view), notice);
    };
    // What there is to say is for who asked alone.
    return notice === null ? this.fulls.of(known.view, state.seq, make) : make();
  }

  sizeOfFull(view: View): number | null {
    return this.fulls.sizeOf(view);
  }

  async resolve(cursor: string): Promise<number | null> {
    const found = placeOf(cursor);
    if (!found) return null;
    const { place, seq } = found;
    // One past the last message may be of another process's, or of a history that this database does not have.
    if (seq > this.log.last) await this.healing;
    if (seq > this.log.last) await this.heal();
    if (seq > this.log.last || cursorOf(this.epochs, seq) !== place) return null;
    return (await this.log.reach(seq)) ? seq : null;
  }

  word(kind: 'current' | 'refresh', seq: number): EncodedMessage {
    return wordMessage(kind, { id: cursorOf(this.epochs, seq), seq, at: this.options.clock() });
  }

  fail(subscriber: Subscriber, error: unknown): void {
    // Who has left, or was ended with the channel, needs no more answer.
    if (!this.has(subscriber)) return;
    this.onError(error);
    this.drop(subscriber, 'failure');
  }

  /** Reads from the journal what came without us; one who is at it already reads on up to the last message that is known. */
  heal(): Promise<void> {
    return (this.healing ??= this.readMissed()
      .catch((error: unknown) => {
        if (!this.ending) this.onError(error);
      })
      .finally(() => (this.healing = null)));
  }

  private async readMissed(): Promise<void> {
    for (let known = -1; known < this.knownSeq && !this.ending;) {
      known = this.knownSeq;
      const { last } = this.log;
      const missed = await this.source.readJournal(last);
      // Which has ended the channel, or will.
      if (!missed) return;
      this.learn(missed.epochs);
      const { messages, floor, lastSeq } = missed;
      // What is no longer held counts as one `full`.
      if (floor > last && lastSeq > this.log.last) {
        this.take({ seq: lastSeq, kind: 'full', topic: null, raceId: null, body: null, at: 0 });
      }
      for (const message of messages) if (message.seq > this.log.last) this.take(message);
      this.broadcast.flush();
      if (this.log.last >= this.knownSeq) return;
    }
  }

  private async load(): Promise<EventState> {
    this.options.counters.loaded += 1;
    const state = await this.source.loadState();
    this.learn(state.epochs);
    return state;
  }

  /** Takes epochs over, unless they were read before those that are known. */
  private learn(epochs: Epoch[]): void {
    const newest = (of: Epoch[]): number => of.at(-1)?.firstSeq ?? 0;
    const isNewer = newest(epochs) - newest(this.epochs) || epochs.length - this.epochs.length;
    if (isNewer > 0) this.epochs = epochs;
  }

  private take(message: JournalMessage): void {
    this.kept.take(message);
    if (message.kind === 'full') {
      this.log.restart(message.seq);
      this.broadcast.addFull(message.seq);
      this.groups.restartContexts();
    } else {
      if (message.kind === 'refresh') this.options.counters.refreshes += this.size;
      const encoded = journalMessage(this.epochs, message);
      this.log.add(encoded);
      this.broadcast.add(encoded, message.at);
    }
    if (mayBringRaces(message)) void this.lookForRaces();
  }

  /** Whoever waits for a race that has come is shown it. */
  private async lookForRaces(): Promise<void> {
    const waiting = [...this.subscribers].filter(({ unknown }) => unknown.length > 0);
    if (waiting.length === 0) return;
    try {
      const { raceIds } = await this.state();
      for (const subscriber of waiting) {
        if (!this.has(subscriber) || !subscriber.unknown.some((raceId) => raceIds.has(raceId))) continue;
        const { group } = subscriber;
        const races = [...(group.view.races ?? []), ...subscriber.unknown].sort();
        const known = knownView({ ...group.view, races }, raceIds);
        subscriber.show(known, this.groups.enter(known.view));
        this.groups.exit(group);
      }
    } catch (error) {
      this.onError(error);
    }
  }
}

/** Whether a message may bring races that the event did not have. */
const mayBringRaces = ({ kind, topic, raceId, body }: JournalMessage): boolean =>
  kind === 'full' || (topic === null && raceId === null && body !== null && body.includes('"races":'));
