import { promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';
import bodyParser from 'koa-bodyparser';
import rawBody from 'raw-body';
import { AppError } from '../../lib/errors';
import { invalidJson, readJson } from '../../lib/ingest/jsonBodies';
import type { OfEvent } from './auth';
import type { StackSettings } from '../settings';
import { BodyRoom } from './BodyRoom';

/** Up to here, in bytes, a body that says its length is small: a push, a setting. Small ones have a room of their own. */
const SMALL = 256 * 1024;
const SMALL_ROOM = { perKey: 2 * 1024 * 1024, inAll: 32 * 1024 * 1024 };

/** Read a body after authentication; its memory counts until the request is answered. 413 past the bound. */
export interface Bodies {
  /** Puts the JSON of the body in `ctx.request.body`, whatever its Content-Type says. */
  json: Middleware;
  /** Puts its bytes there, see {@link bytesOf}. */
  bytes: Middleware;
  /** As `json`, of whoever comes: at most {@link LITTLE}, said beforehand, so that nobody takes the room of pushes. */
  little: Middleware;
}

/** What everyone may send, in bytes. */
const LITTLE = 4_096;

/** The body's bytes, decompressed, that {@link Bodies.bytes} read. */
export const bytesOf = (ctx: Context): Buffer => ctx.request.body as Buffer;

/** Both read gzip, deflate and br; another Content-Encoding is 415. */
export function bodies({ maxBodyBytes: maxBytes }: StackSettings): Bodies {
  const small = new BodyRoom(SMALL_ROOM);
  const large = new BodyRoom({ perKey: 2 * maxBytes, inAll: 4 * maxBytes });

  const readPlainJson = bodyParser({
    enableTypes: ['json'],
    detectJSON: () => true,
    jsonLimit: `${maxBytes}b`,
    onerror: (error) => {
      throw isTooLarge(error)
        ? tooLarge(maxBytes)
        : error instanceof SyntaxError
          ? invalidJson(error)
          : error;
    },
  });

  const reading =
    (isJson: boolean): Middleware =>
    async (ctx, next) => {
      if (ctx.req.readableDidRead) {
        ctx.request.body = readAlready(ctx, isJson, maxBytes);
        await next();
        return;
      }
      const inflate = inflaterOf(ctx);
      const length = Number(ctx.req.headers['content-length'] ?? Infinity);
      const room = inflate === null && length <= SMALL ? small : large;
      const place = await room.enter(senderOf(ctx), Math.min(length, maxBytes));
      try {
        // What is compressed is inflated here: only so does the room know when, and how much that is.
        if (isJson && inflate === null) {
          await readPlainJson(ctx, next);
          return;
        }
        const sent = await rawBody(ctx.req, {
          limit: maxBytes,
          length: isFinite(length) ? length : null,
        }).catch((error: unknown) => {
          throw isTooLarge(error) ? tooLarge(maxBytes) : error;
        });
        let bytes = sent;
        if (inflate !== null) {
          // Only now, for a moment: a slow upload must not hold the room for what it may become.
          await place.resize(sent.byteLength + maxBytes);
          bytes = await inflate(sent, { maxOutputLength: maxBytes }).catch((error: unknown) => {
            throw isTooLarge(error) ? tooLarge(maxBytes) : invalidEncoding(error as Error);
          });
        }
        await place.resize(bytes.byteLength);
        ctx.request.body = isJson ? readJson(bytes) : bytes;
        await next();
      } finally {
        place.leave();
      }
    };
  const json = reading(true);
  const little: Middleware = async (ctx, next) => {
    if (inflaterOf(ctx) !== null || !(Number(ctx.req.headers['content-length']) <= LITTLE)) {
      const message = `Expected a Content-Length of at most ${LITTLE} bytes, and nothing compressed.`;
      throw new AppError(413, 'PayloadTooLarge', message);
    }
    await json(ctx, next);
  };
  return { json, bytes: reading(false), little };
}

/** What a host's body parser, which read the body before us, has left of it. */
function readAlready(ctx: Context, isJson: boolean, maxBytes: number): unknown {
  const { body, rawBody } = ctx.request as { body?: unknown; rawBody?: unknown };
  const isText = (value: unknown): value is string | Uint8Array =>
    typeof value === 'string' || value instanceof Uint8Array;
  const text = [rawBody, body].find(isText);
  if (text === undefined && (body === undefined || body === null)) {
    throw new AppError(
      500,
      'BodyAlreadyRead',
      'The body was read before slalom-live got the request, and ctx.request.body holds nothing of it.',
    );
  }
  const bytes = Buffer.from(text ?? JSON.stringify(body));
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  if (!isJson) return bytes;
  return isText(body) ? readJson(bytes) : (body ?? readJson(bytes));
}

const inflaters = { gzip: promisify(unzip), deflate: promisify(unzip), br: promisify(brotliDecompress) };
type Inflate = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

function inflaterOf(ctx: Context): Inflate | null {
  const encoding = ctx.get('Content-Encoding').toLowerCase() || 'identity';
  if (encoding === 'identity') return null;
  if (encoding in inflaters) return inflaters[encoding as keyof typeof inflaters];
  throw new AppError(415, 'UnsupportedMediaType', 'Content-Encoding: expected gzip, deflate, br or none.');
}

/** Whom a body is counted for: its key's event, the administrators, or everyone. */
const senderOf = ({ event, by }: Context & Partial<OfEvent>): string =>
  String(event?.id ?? (by === undefined ? 'everyone' : 'admin'));

/** Past the bound; said by `raw-body` in one way and by zlib in another. */
function isTooLarge(error: unknown): boolean {
  const { type, code } = error as { type?: string; code?: string };
  return type === 'entity.too.large' || code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(maxBytes: number): AppError {
  const limit = `${maxBytes} bytes (${Math.round(maxBytes / 1024 / 102.4) / 10} MB)`;
  return new AppError(413, 'PayloadTooLarge', `The body is larger than ${limit}, decompressed.`);
}

const invalidEncoding = ({ message }: Error): AppError =>
  new AppError(400, 'InvalidEncoding', `The body is not what its Content-Encoding says: ${message}.`);
