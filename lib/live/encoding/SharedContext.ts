import { deflateBlock, WINDOW_BYTES } from '../../read/deflate';
import { deflatedFrame, type EncodedMessage } from './EncodedMessage';

/** After so many messages a context begins anew, so that those who have come since can follow it. */
const MESSAGES_PER_CONTEXT = 32;

/** Messages compressed with what came before them as history. */
export interface ContextBytes {
  bytes: Buffer;
  /** Where a decoder must stand to read them; null for anywhere: they refer to nothing before. */
  from: number | null;
  /** Where it stands afterwards. */
  to: number;
}

/**
 * One compressor for all who watch the same view in the same form: small messages resemble one another,
 * and with the earlier ones as history shrink four- to tenfold more. Each message is compressed by
 * itself with the history as its dictionary, which gives the very bytes that one running compressor would,
 * without its state. A decoder follows as long as it decodes exactly the context's messages; one that was
 * given anything else stands at {@link NOWHERE} until the next beginning.
 */
export class SharedContext {
  private history: Buffer = Buffer.alloc(0);
  private sinceBeginning = 0;
  private position = 0;

  constructor(private readonly form: 'wsDeflate' | 'sseGzip') {}

  encode(messages: readonly EncodedMessage[]): ContextBytes {
    if (this.sinceBeginning >= MESSAGES_PER_CONTEXT) this.restart();
    const from = this.sinceBeginning === 0 ? null : this.position;
    const parts = messages.map((message) => {
      const plain = message.plain(this.form);
      const block = deflateBlock(plain, this.history);
      this.history = Buffer.concat([this.history, plain]).subarray(-WINDOW_BYTES);
      return this.form === 'wsDeflate' ? deflatedFrame(block) : block;
    });
    this.sinceBeginning += messages.length;
    this.position += 1;
    return {
      bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
      from,
      to: this.position,
    };
  }

  /** Begins anew, where few can have followed: after a `full`. */
  restart(): void {
    this.history = Buffer.alloc(0);
    this.sinceBeginning = 0;
  }
}

/** Where a decoder stands that was given something else than the context's messages. */
export const NOWHERE = -1;
