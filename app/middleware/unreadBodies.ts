import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Middleware } from 'koa';

/** What is still read and thrown away of a body whose request was answered: bytes, and milliseconds. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAINING_MS = 5_000;

/**
 * Where a request is answered before its body has come whole (too large, no right), says that the connection ends with
 * the answer, sends the answer at once, and ends the connection only after the rest of the body or a bounded part of it. A
 * connection that were kept would be stuck behind the rest; one that is closed with bytes unread is reset, and a
 * client that is still sending may lose the answer.
 */
export function unreadBodies(): Middleware {
  return async (ctx, next) => {
    await next();
    const { req } = ctx;
    if (ctx.respond === false || req.complete || !hasBody(req)) {
      // Node waits with the next request until all of this one was read.
      if (hasBody(req)) req.resume();
      return;
    }
    ctx.set('Connection', 'close');
    const body: unknown = ctx.body;
    if (body === null || typeof body !== 'object' || Buffer.isBuffer(body) || body instanceof Readable)
      return;
    const text = Buffer.from(JSON.stringify(body));
    ctx.body = endingAfter(req, text);
    ctx.length = text.byteLength;
  };
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The text at once, and its end when enough of the request was thrown away. */
function endingAfter(request: IncomingMessage, text: Buffer): Readable {
  let drained = 0;
  const end = (): void => {
    clearTimeout(timer);
    if (!answer.readableEnded && !answer.destroyed) answer.push(null);
    request.off('data', count).off('end', end).off('close', end);
  };
  const count = (chunk: Buffer): void => {
    drained += chunk.byteLength;
    if (drained > MAX_DRAINED_BYTES) end();
  };
  const timer = setTimeout(end, MAX_DRAINING_MS);
  const answer = new Readable({
    read: () => undefined,
    destroy: (error, done) => {
      end();
      done(error);
    },
  });
  answer.push(text);
  request.on('data', count).once('end', end).once('close', end);
  request.resume();
  return answer;
}
