import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Batch } from './Batch';
import { ENDINGS, type EndingName } from './endings';
import type { Beating, Heartbeat } from './Heartbeat';
import type { Form } from './LiveMessage';
import { NOWHERE } from './SharedContext';
import type { Connection, Membership } from './Subscriber';

/** A client has nothing to say; one that sends more frames than this within a heartbeat is ended. */
const MAX_CLIENT_FRAMES = 60;

const NOTHING = Buffer.alloc(0);

/**
 * What a client understands of permessage-deflate (RFC 7692): nothing, or not with the full window that
 * shared blocks need; blocks that stand alone; or blocks that refer to the messages before.
 */
export type Deflating = 'none' | 'blocks' | 'context';

/** A WebSocket that knows its live connection, so that its listeners are functions shared by all. */
export class LiveSocket extends WebSocket {
  connection: WsConnection | null = null;
}

/**
 * A WebSocket as a live connection: messages out, pings to find out who is gone, nothing in. Frames are
 * shared by all connections and so are written to the socket itself; ws, which made the handshake,
 * reads, and writes pings, pongs and the close. That is right as long as no message is sent through ws.
 */
export class WsConnection implements Connection, Beating {
  readonly form: Form;
  private readonly isContextKept: boolean;
  private readonly slot: number;
  private membership: Membership | null = null;
  private received = 0;
  private isAnswered = true;
  /** Where the client's decoder stands in the view's shared context. */
  private contextAt = NOWHERE;

  constructor(
    private readonly ws: LiveSocket,
    /** That of the upgrade. */
    private readonly socket: Duplex,
    deflating: Deflating,
    private readonly heartbeat: Heartbeat,
  ) {
    this.form = deflating === 'none' ? 'ws' : 'wsDeflate';
    this.isContextKept = deflating === 'context';
    this.slot = heartbeat.add(this);
    ws.connection = this;
    ws.on('message', countFrame);
    // Each is answered with a pong, which waits in our memory where the client does not read.
    ws.on('ping', countFrame);
    ws.on('pong', notePong);
    // A broken connection also closes; that is what is acted upon.
    ws.on('error', ignore);
    ws.on('close', noteClose);
  }

  joined(membership: Membership): void {
    this.membership = membership;
  }

  send(batch: Batch): number {
    if (this.ws.readyState !== WebSocket.OPEN) return 0;
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

  end(ending: EndingName): void {
    if (ending === 'noPong') this.ws.terminate();
    else this.ws.close(ENDINGS[ending].code, ENDINGS[ending].reason);
  }

  beat(): void {
    this.received = 0;
    // Behind what a slow network has not taken yet, an answer would come too late; that has its own bound.
    this.isAnswered = this.socket.writableLength > 0;
    if (!this.isAnswered) this.ws.ping(this.membership?.pulse);
  }

  deadline(): void {
    if (!this.isAnswered) this.membership?.drop('noPong');
  }

  /** A frame came from the client. */
  count(): void {
    this.received += 1;
    if (this.received > MAX_CLIENT_FRAMES) this.membership?.drop('flood');
  }

  /** The answer to a ping came. */
  answered(): void {
    this.isAnswered = true;
    this.count();
  }

  /** The connection is gone, whoever ended it. */
  closed(): void {
    this.heartbeat.remove(this, this.slot);
    this.membership?.leave();
  }

  private bytesOf(batch: Batch): Buffer {
    if (this.form === 'ws') return batch.bytes('ws');
    const shared = this.isContextKept ? batch.contextBytes('wsDeflate') : null;
    if (shared && (shared.from === null || shared.from === this.contextAt)) {
      this.contextAt = shared.to;
      return shared.bytes;
    }
    this.contextAt = NOWHERE;
    return batch.bytes('wsDeflate');
  }
}

/** The listeners; ws calls them with the socket as `this`. */
const connectionOf = (ws: WebSocket): WsConnection | null =>
  ws instanceof LiveSocket ? ws.connection : null;

function countFrame(this: WebSocket): void {
  connectionOf(this)?.count();
}

function notePong(this: WebSocket): void {
  connectionOf(this)?.answered();
}

function noteClose(this: WebSocket): void {
  connectionOf(this)?.closed();
}

const ignore = (): void => undefined;
