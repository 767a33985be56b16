import type { Duplex } from 'node:stream';
import type { Batch } from '../encoding/Batch';
import type { EndingName } from '../../domain/endings';
import type { WireForm } from '../encoding/EncodedMessage';
import { NOWHERE } from '../encoding/SharedContext';
import type { Connection, Membership } from '../Subscriber';

const NOTHING = Buffer.alloc(0);

/**
 * What both kinds of stream have in common: encoded messages are shared by all connections and so are written to the
 * socket itself; where the client's decoder follows the view's shared context, it gets those.
 */
export abstract class SocketConnection<Socket extends Duplex> implements Connection {
  protected membership: Membership | null = null;
  /** Where the client's decoder stands in the view's shared context. */
  protected contextAt = NOWHERE;

  constructor(
    readonly form: WireForm,
    protected readonly socket: Socket,
    /** Whether the client's decoder keeps what it has decoded. */
    private readonly isContextKept: boolean,
  ) {}

  /** Whether messages can be written still. */
  protected abstract get isOpen(): boolean;

  abstract end(ending: EndingName): void;

  joined(membership: Membership): void {
    this.membership = membership;
  }

  send(batch: Batch): number {
    if (!this.isOpen) return 0;
    const bytes = this.bytesOf(batch);
    this.socket.write(bytes);
    return bytes.length;
  }

  get waitingBytes(): number {
    return this.socket.writableLength;
  }

  whenDrained(then: () => void): void {
    // Behind everything that waits; called back, with an error, where the socket is gone.
    this.socket.write(NOTHING, then);
  }

  private bytesOf(batch: Batch): Buffer {
    const { form } = this;
    if (form === 'ws' || form === 'sse') return batch.bytes(form);
    const shared = this.isContextKept ? batch.contextBytes(form) : null;
    if (shared && (shared.from === null || shared.from === this.contextAt)) {
      this.contextAt = shared.to;
      return shared.bytes;
    }
    this.contextAt = NOWHERE;
    return batch.bytes(form);
  }
}
