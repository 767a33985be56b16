import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Batch } from './Batch';
import { deflateBlock, GZIP_HEAD } from './deflate';
import { ENDINGS, returnDelayMs, type EndingName } from './endings';
import type { Beating, Heartbeat } from './Heartbeat';
import type { Form } from './LiveMessage';
import { NOWHERE } from './SharedContext';
import type { Connection, Membership } from './Subscriber';

/** What an EventSource waits before it returns after a lost connection, in milliseconds. */
const RETRY_MS = 3_000;

/** How long an ended peer may take to read the rest before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

const NOTHING = Buffer.alloc(0);

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; the rest keeps proxies from holding it back. */
export const SSE_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'Access-Control-Allow-Origin': '*',
  Vary: 'Accept-Encoding',
};

/**
 * A response as a stream of Server-Sent Events. The head and `retry:` leave at once, so that a proxy
 * shows the stream as alive. What follows is shared by all connections, and so is written to the socket
 * itself: the body ends with the connection and needs no chunks. The response must not be closed yet.
 */
export class SseConnection implements Connection, Beating {
  readonly form: Form;
  private readonly slot: number;
  private readonly socket: Socket;
  private membership: Membership | null = null;
  /** Where the client's decoder stands in the view's shared context. */
  private contextAt = NOWHERE;

  constructor(
    { socket }: IncomingMessage,
    response: ServerResponse,
    isGzip: boolean,
    private readonly heartbeat: Heartbeat,
  ) {
    this.form = isGzip ? 'sseGzip' : 'sse';
    this.socket = socket;
    this.slot = heartbeat.add(this);
    writeHead(response, isGzip);
    socket.setTimeout(0);
    socket.setNoDelay(true);
    if (isGzip) socket.write(GZIP_HEAD);
    this.write(`retry: ${RETRY_MS}\n\n`);
    // A broken connection also closes; that is what is acted upon.
    socket.on('error', ignore);
    socket.once('close', () => {
      this.heartbeat.remove(this, this.slot);
      this.membership?.leave();
    });
  }

  joined(membership: Membership): void {
    this.membership = membership;
  }

  send(batch: Batch): number {
    if (!this.socket.writable) return 0;
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
    if (!this.socket.writable) return;
    this.write(endingText(ending));
    this.socket.end();
    // What a slow reader has not read would hold it open.
    const cut = setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS).unref();
    this.socket.once('close', () => {
      clearTimeout(cut);
    });
  }

  beat(): void {
    // A comment that waits with others behind a slow network would only add to the queue.
    if (this.socket.writable && this.socket.writableLength === 0) {
      this.write(`: ${this.membership?.pulse ?? ''}\n\n`);
    }
  }

  /** Writes what is for this connection alone. */
  private write(text: string): void {
    const bytes = Buffer.from(text);
    this.contextAt = NOWHERE;
    this.socket.write(this.form === 'sseGzip' ? deflateBlock(bytes) : bytes);
  }

  private bytesOf(batch: Batch): Buffer {
    if (this.form === 'sse') return batch.bytes('sse');
    const shared = batch.contextBytes('sseGzip');
    if (shared && (shared.from === null || shared.from === this.contextAt)) {
      this.contextAt = shared.to;
      return shared.bytes;
    }
    this.contextAt = NOWHERE;
    return batch.bytes('sseGzip');
  }
}

/** The head of an answer whose body is what is written to the socket, until that closes. */
function writeHead(response: ServerResponse, isGzip: boolean): void {
  response.removeHeader('Transfer-Encoding');
  response.shouldKeepAlive = false;
  response.writeHead(200, { ...SSE_HEADERS, ...(isGzip && { 'Content-Encoding': 'gzip' }) });
  response.flushHeaders();
}

/** `event: end` where it is over for good; else when to come back. */
function endingText(ending: EndingName): string {
  if (ENDINGS[ending].returnAfterMs) return `retry: ${returnDelayMs(ending)}\n\n`;
  return `event: end\ndata: ${JSON.stringify({ reason: ENDINGS[ending].reason })}\n\n`;
}

/**
 * Answers "full": EventSource gives up for good on anything but 200, so this is a 200 that says
 * `event: busy`, when to come back, and ends.
 */
export function answerBusy(response: ServerResponse, data: object): void {
  response.writeHead(200, SSE_HEADERS);
  response.end(`retry: ${returnDelayMs('busy')}\nevent: busy\ndata: ${JSON.stringify(data)}\n\n`);
}

const ignore = (): void => undefined;
