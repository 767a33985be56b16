import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Writes an answer by hand, where there is no response object (before an upgrade, and to what is no request), and
 * closes the connection.
 */
export function answerRaw(socket: Duplex, { status, body }: { status: number; body: object }): void {
  const text = JSON.stringify(body);
  const { retryAfter } = body as { retryAfter?: number };
  // A peer that never closes its side would keep the socket for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      'Cache-Control: no-store\r\n' +
      (retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`) +
      `Content-Length: ${Buffer.byteLength(text)}\r\n` +
      'Connection: close\r\n\r\n' +
      text,
  );
}

/** A listener shared by all: one made for each socket would keep its request for as long as the socket lives. */
export function destroySocket(this: Duplex): void {
  this.destroy();
}
