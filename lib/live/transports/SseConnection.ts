import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { deflateBlock, GZIP_HEAD } from '../../read/deflate';
import type { AppError } from '../../errors';
import { ENDINGS, returnDelayMs, type EndingName } from '../../domain/endings';
import type { Beating, Heartbeat } from './Heartbeat';
import { NOWHERE } from '../encoding/SharedContext';
import { SocketConnection } from './SocketConnection';

/** What an EventSource waits before it returns after a lost connection, in milliseconds. */
const RETRY_MS = 3_000;

/** How long an ended peer may take to read the rest before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

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
 * shows the stream as alive. What follows is written to the socket itself: the body ends with the connection and
 * needs no chunks. The response must not be closed yet.
 */
export class SseConnection extends SocketConnection<Socket> implements Beating {
  private readonly slot: number;

  constructor(
    { socket }: IncomingMessage,
    response: ServerResponse,
    isGzip: boolean,
    private readonly heartbeat: Heartbeat,
  ) {
    // One gzip stream has one decoder.
    super(isGzip ? 'sseGzip' : 'sse', socket, isGzip);
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

  protected get isOpen(): boolean {
    return this.socket.writable;
  }

  end(ending: EndingName): void {
    if (!this.isOpen) return;
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
    if (this.isOpen && this.waitingBytes === 0) {
      this.write(`: ${this.membership?.pulse ?? ''}\n\n`);
    }
  }

  /** Writes what is for this connection alone. */
  private write(text: string): void {
    const bytes = Buffer.from(text);
    this.contextAt = NOWHERE;
    this.socket.write(this.form === 'sseGzip' ? deflateBlock(bytes) : bytes);
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
 * Says why there is no stream now: EventSource gives up for good on anything but 200, so this is a 200 that says
 * `event: busy`, when to come back, and ends.
 */
export function answerBusy(
  response: ServerResponse,
  { code, message, details }: AppError,
  ending: 'busy' | 'failure',
): void {
  const data = { error: code, message, ...details };
  response.writeHead(200, SSE_HEADERS);
  response.end(`retry: ${returnDelayMs(ending)}\nevent: busy\ndata: ${JSON.stringify(data)}\n\n`);
}

const ignore = (): void => undefined;
