import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { ENDINGS, type EndingName } from '../../domain/endings';
import type { Beating, Heartbeat } from './Heartbeat';
import { SocketConnection } from './SocketConnection';

/** A client has nothing to say; one that sends more frames than this within a heartbeat is ended. */
const MAX_CLIENT_FRAMES = 60;

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
 * A WebSocket as a live connection: messages out, pings to find out who is gone, nothing in. Messages are written to
 * the socket; ws, which made the handshake, reads, and writes pings, pongs and the close. That is right as long as no
 * message is sent through ws.
 */
export class WsConnection extends SocketConnection<Duplex> implements Beating {
  private readonly slot: number;
  private received = 0;
  private isAnswered = true;

  constructor(
    private readonly ws: LiveSocket,
    /** That of the upgrade. */
    socket: Duplex,
    deflating: Deflating,
    private readonly heartbeat: Heartbeat,
  ) {
    super(deflating === 'none' ? 'ws' : 'wsDeflate', socket, deflating === 'context');
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

  protected get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
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
