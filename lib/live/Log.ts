import type { JournalMessage } from '../db/journalRepository';
import type { EncodedMessage } from './encoding/EncodedMessage';

/** How many messages are kept at most, however small. */
const MAX_MESSAGES = 2_048;

/** The journal's messages after a number, for a log that is to reach further back. */
export interface EarlierMessages {
  messages: JournalMessage[];
  /** Messages up to and including this one are no longer held. */
  floor: number;
}

export interface LogParts {
  /** The most that is kept, in bytes of JSON. */
  maxBytes: number;
  /** Reads the journal's messages after `seq`; null where the event is gone. */
  readEarlier: (seq: number) => Promise<EarlierMessages | null>;
  encode: (message: JournalMessage) => EncodedMessage;
}

/**
 * An event's newest messages, in order, each encoded once for all who are sent it: as it comes, or when they come back.
 * What came before a log was begun is read from the journal when someone needs it, once for all who do. Of messages that
 * supersede one another only the newest is held; a `full` begins it anew, for nothing before leads to what is after.
 */
export class Log {
  private messages: EncodedMessage[] = [];
  private bytes = 0;
  /** Messages up to and including this one are not to be had, neither here nor from the journal. */
  private bottom = 0;
  /** How far back someone needs it. */
  private wanted = Infinity;
  private reaching: Promise<void> | null = null;

  /** Every message after this one is held, unless it was superseded. */
  private floor: number;
  private newest: number;

  constructor(
    seq: number,
    private readonly parts: LogParts,
  ) {
    this.floor = seq;
    this.newest = seq;
  }

  /** The last message that came. */
  get last(): number {
    return this.newest;
  }

  /** Whether someone who has the messages up to `seq` needs nothing but what is held. */
  covers(seq: number): boolean {
    return seq >= this.floor;
  }

  after(seq: number): EncodedMessage[] {
    return this.messages.filter((message) => message.seq > seq);
  }

  add(message: EncodedMessage): void {
    const { topic } = message;
    if (topic !== null) {
      const superseded = this.messages.findIndex((earlier) => earlier.topic === topic);
      if (superseded >= 0) this.bytes -= this.messages.splice(superseded, 1)[0]?.body.length ?? 0;
    }
    this.messages.push(message);
    this.newest = message.seq;
    this.bytes += message.body.length;
    while (this.messages.length > MAX_MESSAGES || this.bytes > this.parts.maxBytes) {
      const oldest = this.messages.shift();
      if (!oldest) break;
      this.bytes -= oldest.body.length;
      this.beginAfter(oldest.seq);
    }
  }

  /** What came up to `seq` can only be had as a snapshot. */
  restart(seq: number): void {
    this.messages = [];
    this.bytes = 0;
    this.newest = seq;
    this.beginAfter(seq);
  }

  /** Reaches back to just after `seq` where that can be; answers whether it does. */
  async reach(seq: number): Promise<boolean> {
    while (!this.covers(seq)) {
      if (seq < this.bottom) return false;
      this.wanted = Math.min(this.wanted, seq);
      this.reaching ??= this.reachBack().finally(() => (this.reaching = null));
      await this.reaching;
    }
    return true;
  }

  private beginAfter(seq: number): void {
    this.floor = seq;
    this.bottom = seq;
  }

  private async reachBack(): Promise<void> {
    // Who comes back in the same moment asks with it.
    await new Promise((resolve) => setImmediate(resolve));
    const { wanted, floor } = this;
    this.wanted = Infinity;
    const earlier = await this.parts.readEarlier(wanted);
    // What came meanwhile has begun it anew, or pushed the oldest out.
    if (floor !== this.floor) return;
    if (!earlier) {
      this.bottom = floor;
      return;
    }
    let reached = Math.max(wanted, earlier.floor);
    this.bottom = Math.max(this.bottom, Math.min(earlier.floor, floor));
    const missing = earlier.messages.filter(({ seq }) => seq <= floor);
    const topics = new Set(this.messages.map(({ topic }) => topic));
    const prepended: EncodedMessage[] = [];
    for (const message of missing.reverse()) {
      const isTooMuch =
        this.messages.length + prepended.length >= MAX_MESSAGES ||
        this.bytes + (message.body?.length ?? 0) > this.parts.maxBytes;
      if (message.kind === 'full' || isTooMuch) {
        reached = message.seq;
        this.bottom = reached;
        break;
      }
      if (message.topic !== null && topics.has(message.topic)) continue;
      const encoded = this.parts.encode(message);
      this.bytes += encoded.body.length;
      prepended.push(encoded);
    }
    this.messages = [...prepended.reverse(), ...this.messages];
    this.floor = Math.min(floor, reached);
  }
}
