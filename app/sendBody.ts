import type { Context } from 'koa';
import type { Body } from '../lib/read/Body';

/** Below this many bytes a compressed answer is hardly smaller. */
const LEAST_ZIPPED_BYTES = 500;

/** For how long public data may be kept, by whoever asked and by a cache for everyone. */
const BRIEFLY = 'public, max-age=1, stale-while-revalidate=5';

/**
 * Answers JSON, or what `ctx.type` says already, compressed where that is understood. With an entity tag of its own
 * content it is 304 to who has it, before anything is made of it.
 */
export async function sendBody(ctx: Context, body: Body, etag: string | null = body.etag): Promise<void> {
  if (!ctx.response.get('Content-Type')) ctx.set('Content-Type', 'application/json; charset=utf-8');
  if (!ctx.response.get('Cache-Control')) ctx.set('Cache-Control', BRIEFLY);
  ctx.vary('Accept-Encoding');
  ctx.status = 200;
  if (etag !== null) {
    ctx.set('ETag', etag);
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
  }
  if (body.length >= LEAST_ZIPPED_BYTES && ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
    ctx.set('Content-Encoding', 'gzip');
    ctx.body = await body.gzipped();
  } else {
    ctx.body = body.bytes;
  }
}
