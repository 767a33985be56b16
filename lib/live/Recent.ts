import type { EncodedMessage } from './encoding/EncodedMessage';

/** How many recent messages, and how many bytes of them, are kept to serve who joins or returns. */
const MAX_MESSAGES = 256;
const MAX_BYTES = 1024 * 1024;

/** The newest messages of a channel, in order; those that were superseded are gone. */
export class Recent {
  private readonly messages: EncodedMessage[] = [];
  private bytes = 0;

  constructor(
    /** Every message after this one is held, unless it was superseded. */
    private firstSeq: number,
  ) {}

  /** Who has the messages up to this one needs nothing but what is held. */
  get floor(): number {
    return this.firstSeq;
  }

  /** Whether someone who has the messages up to `seq` needs nothing but what is held. */
  covers(seq: number): boolean {
    return seq >= this.firstSeq;
  }

  after(seq: number): EncodedMessage[] {
    return this.messages.filter((message) => message.seq > seq);
  }

  add(message: EncodedMessage): void {
    if (message.topic !== null) {
      const superseded = this.messages.findIndex(({ topic }) => topic === message.topic);
      if (superseded >= 0) this.bytes -= this.messages.splice(superseded, 1)[0]?.json.length ?? 0;
    }
    this.messages.push(message);
    this.bytes += message.json.length;
    while (this.messages.length > MAX_MESSAGES || this.bytes > MAX_BYTES) {
      const oldest = this.messages.shift();
      if (!oldest) break;
      this.bytes -= oldest.json.length;
      this.firstSeq = oldest.seq;
    }
  }

  /** Forgets everything: what came up to `seq` can only be had as a snapshot. */
  restart(seq: number): void {
    this.messages.length = 0;
    this.bytes = 0;
    this.firstSeq = seq;
  }
}
