import { isWanted, type KnownView, type View } from '../read/View';
import type { ChannelOptions } from './LiveChannel';
import { Batch } from './encoding/Batch';
import type { EncodedMessage, WireForm } from './encoding/EncodedMessage';
import type { EndingName } from '../domain/endings';
import type { Log } from './Log';
import type { Turns } from './Turns';
import type { ViewerName } from './viewers';
import type { ViewGroup } from './ViewGroups';

/** One client's connection, whatever its transport. None of these throws; a broken one does nothing. */
export interface Connection {
  /** The wire form that it takes; null for one that takes the messages themselves. */
  readonly form: WireForm | null;
  /** Called at joining, before anything is sent. */
  joined(membership: Membership): void;
  /** Answers how many bytes were written. */
  send(batch: Batch): number;
  /** Bytes that were sent but that the network has not taken yet. */
  readonly waitingBytes: number;
  /** Calls back once, when nothing waits any more, or soon where nothing does; never before it returns. */
  whenDrained(then: () => void): void;
  /** Everything that the subscriber had missed was sent; what comes now is news. */
  caughtUp?(): void;
  /** The channel is done with it: says why and closes. */
  end(ending: EndingName): void;
}

/** A connection's place in its channel. */
export interface Membership {
  /** The channel's last cursor and the server's time, for heartbeats. */
  readonly pulse: string;
  /** The client is gone. */
  leave(): void;
  /** The connection is to be ended for a reason of its own. */
  drop(ending: EndingName): void;
}

/** What a subscriber uses of its channel. */
export interface SubscriberChannel {
  readonly log: Log;
  readonly turns: Turns;
  readonly options: Pick<ChannelOptions, 'maxWaitingBytes' | 'maxFullBytes' | 'counters'>;
  readonly pulse: string;
  has(subscriber: Subscriber): boolean;
  leave(subscriber: Subscriber): void;
  drop(subscriber: Subscriber, ending: EndingName): void;
  fail(subscriber: Subscriber, error: unknown): void;
  /** The number of the message that a cursor names; null where it leads nowhere. */
  resolve(cursor: string): Promise<number | null>;
  /** A `full` message as of the last message or later. */
  full(known: KnownView): Promise<EncodedMessage>;
  /** How many bytes the last `full` of this view had; null where none is at hand. */
  sizeOfFull(view: View): number | null;
  /** A message of its own for one subscriber, which says that it is as of `seq`. */
  word(kind: 'current' | 'refresh', seq: number): EncodedMessage;
}

/** A reader that takes less than this many bytes in a millisecond has no hope of following a race. */
const SLOWEST_BYTES_PER_MS = 16;

/**
 * One who watches an event. It alone writes where it stands: `position` is the last message that it has, and it is sent
 * a message only if that is newer, so that no join, resume or catching up can double one. While `joining` or `behind` it
 * is about to be given a snapshot, or what it missed; once `current` it is sent each message as it comes. It has no queue
 * of its own: one that has not taken what it was sent last falls behind, and when it has, catches up.
 */
export class Subscriber implements Membership {
  private state: 'joining' | 'behind' | 'current' = 'joining';
  private position = NOWHERE;
  /** It came back, and was not told yet that nothing is missing any more. */
  private isResuming = false;
  /** Since when what was sent last has been waiting, in milliseconds; null where nothing did at the last look. */
  private waitingSince: number | null = null;

  constructor(
    readonly connection: Connection,
    /** What it asked for, as far as the event has it. */
    private known: KnownView,
    private joined: ViewGroup,
    private readonly channel: SubscriberChannel,
    /** What it watches with. */
    readonly viewer: ViewerName,
  ) {}

  get group(): ViewGroup {
    return this.joined;
  }

  /** Races that it asked for and that the event does not have yet. */
  get unknown(): readonly string[] {
    return this.known.unknown;
  }

  get pulse(): string {
    return this.channel.pulse;
  }

  leave(): void {
    this.channel.leave(this);
  }

  drop(ending: EndingName): void {
    this.channel.drop(this, ending);
  }

  /** Gives it what it needs to be current: what it missed after the cursor, where that leads somewhere, or a snapshot. */
  async begin(cursor?: string): Promise<void> {
    try {
      const seq = cursor === undefined ? null : await this.channel.resolve(cursor);
      if (seq !== null) {
        this.position = seq;
        this.isResuming = true;
      }
      await this.catchUp();
    } catch (error) {
      this.channel.fail(this, error);
    }
  }

  /** Takes news, which is messages from `first` to `last`; `batch` is what of them its view shows, null for nothing. */
  take(batch: Batch | null, first: number, last: number): void {
    if (this.state !== 'current' || this.position >= last) return;
    if (this.position >= first) {
      // It came in the middle of them and has the first ones.
      this.fallBehind();
    } else if (!batch) {
      this.position = last;
    } else if (this.connection.waitingBytes > 0) {
      this.fallBehind();
    } else {
      this.waitingSince = null;
      this.position = last;
      this.send(batch);
      this.channel.options.counters.delivered += 1;
    }
  }

  /** A `full` came, to which no message leads. */
  renew(seq: number): void {
    // A snapshot that it was sent may have been newer than this.
    if (this.state === 'current' && this.position < seq) this.fallBehind();
  }

  /** From here on it watches another view. */
  show(known: KnownView, group: ViewGroup): void {
    this.known = known;
    this.joined = group;
    this.position = NOWHERE;
    if (this.state === 'current') this.fallBehind();
  }

  /**
   * To be asked now and then: whether something has been waiting for longer than `maxMs`, and than so many
   * bytes need on a slow network: a snapshot of the first moment is no fault of its reader.
   */
  isOverdue(now: number, maxMs: number): boolean {
    const { waitingBytes } = this.connection;
    if (waitingBytes === 0) this.waitingSince = null;
    else this.waitingSince ??= now;
    if (this.waitingSince === null) return false;
    return now - this.waitingSince >= maxMs + waitingBytes / SLOWEST_BYTES_PER_MS;
  }

  /** Sends nothing until it has taken all that it was sent; then what it missed. */
  private fallBehind(): void {
    this.state = 'behind';
    const catchUp = (): void => {
      this.waitingSince = null;
      this.catchUp().catch((error: unknown) => {
        this.channel.fail(this, error);
      });
    };
    if (this.connection.waitingBytes === 0) {
      catchUp();
      return;
    }
    this.channel.options.counters.deferred += 1;
    this.connection.whenDrained(catchUp);
  }

  private async catchUp(): Promise<void> {
    const { channel, connection } = this;
    const { log, turns, options } = channel;
    for (;;) {
      for (let { full } = turns; full; { full } = turns) await full;
      if (!channel.has(this)) return;
      const missed = this.littleMissed();
      if (missed) {
        this.becomeCurrent(missed);
        return;
      }
      const { known } = this;
      const full = await channel.full(known);
      if (connection.form) await full.prepare(connection.form);
      for (let { full: turn } = turns; turn; { full: turn } = turns) await turn;
      if (!channel.has(this)) return;
      // Asked here and not before: a `full`, or races that it waits for, may have come in the meantime.
      if (known !== this.known || !log.covers(full.seq)) continue;
      const isReader = this.state === 'behind' && this.position !== NOWHERE;
      this.position = full.seq;
      this.isResuming = false;
      const isTooLarge = isReader && full.body.length > options.maxFullBytes;
      this.send(new Batch([isTooLarge ? channel.word('refresh', full.seq) : full]));
      options.counters[isTooLarge ? 'refreshes' : 'snapshots'] += 1;
      this.becomeCurrent(this.missed());
      return;
    }
  }

  /**
   * What it missed, where that is held and not too much: for a slow reader, which has to be spared, less than a snapshot.
   * Else null.
   */
  private littleMissed(): EncodedMessage[] | null {
    const { channel, position, group } = this;
    if (position === NOWHERE || !channel.log.covers(position)) return null;
    const missed = this.missed();
    const bytes = missed.reduce((sum, { body }) => sum + body.length, 0);
    const least = this.state === 'behind' ? channel.sizeOfFull(group.view) : null;
    return bytes <= Math.min(least ?? Infinity, channel.options.maxWaitingBytes) ? missed : null;
  }

  private missed(): EncodedMessage[] {
    const { view } = this.group;
    return this.channel.log.after(this.position).filter((message) => isWanted(message, view));
  }

  /** Sends what it missed; from here on each message as it comes. */
  private becomeCurrent(messages: EncodedMessage[]): void {
    const { channel, connection } = this;
    // A snapshot may be newer than what has come here.
    this.position = Math.max(this.position, channel.log.last);
    if (this.isResuming) {
      this.isResuming = false;
      channel.options.counters.resumed += 1;
      // A poll that is answered has everything.
      if (connection.form) messages.push(channel.word('current', this.position));
    }
    if (messages.length > 0) this.send(new Batch(messages));
    this.state = 'current';
    connection.caughtUp?.();
  }

  private send(batch: Batch): void {
    const bytes = this.connection.send(batch);
    this.channel.turns.wrote(bytes);
    this.channel.options.counters.bytes += bytes;
  }
}

/** Where one stands who has nothing yet. */
const NOWHERE = -1;
