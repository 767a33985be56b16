import type { Context } from 'koa';
import type { Body } from '../lib/read/Body';
import { acceptedEncodings } from './acceptedEncodings';
import type { Services } from './services';

/** Below this many bytes a compressed answer is hardly smaller. */
const LEAST_ZIPPED_BYTES = 500;

/** For how long public data may be kept, by whoever asked and by a cache for everyone. */
const BRIEFLY = 'public, max-age=1, stale-while-revalidate=5';

/**
 * Answers JSON, or what `ctx.type` says already, compressed where that is understood. With an entity tag of its own
 * content it is 304 to who has it, before anything is made of it.
 */
export async function sendBody(
  ctx: Context,
  { turns, watch }: Pick<Services, 'turns' | 'watch'>,
  body: Body,
  etag: string | null = body.etag,
): Promise<void> {
  if (!ctx.response.get('Content-Type')) ctx.set('Content-Type', 'application/json; charset=utf-8');
  if (!ctx.response.get('Cache-Control')) ctx.set('Cache-Control', BRIEFLY);
  // From memory, while nobody can be asked whether it still holds.
  const awayMs = watch.awayMs();
  if (awayMs !== null) ctx.set('Age', String(Math.ceil(awayMs / 1_000)));
  ctx.vary('Accept-Encoding');
  ctx.status = 200;
  if (etag !== null) {
    ctx.set('ETag', etag);
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
  }
  const encoding = body.length < LEAST_ZIPPED_BYTES ? 'identity' : encodingFor(ctx, body);
  if (encoding === 'identity') {
    ctx.body = body.bytes;
    return;
  }
  ctx.set('Content-Encoding', encoding);
  if (encoding === 'br') {
    ctx.body = await body.brotli();
    return;
  }
  const parts = body.prepare();
  if (parts) {
    await parts;
    // Many may have waited for the same parts.
    await turns.turn();
  }
  ctx.body = body.gzip();
}

/** Brotli is smaller, and worth its making only where many get the same. */
function encodingFor(ctx: Context, { isForAll }: Body): 'br' | 'gzip' | 'identity' {
  // Most name them in the order of their age, and mean nothing by it.
  const accepted = acceptedEncodings(ctx);
  if (isForAll && accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
