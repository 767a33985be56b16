import etag from '@koa/etag';
import conditional from 'koa-conditional-get';
import type { Middleware } from 'koa';

/**
 * Gives an answer that has no ETag one of its content, and answers 304 to who has it. For what has no version of its
 * own; it costs the making of the answer each time.
 */
export function entityTags(): Middleware {
  const answer304 = conditional();
  const tag: Middleware = etag();
  return async (ctx, next) => {
    await answer304(ctx, async () => {
      await tag(ctx, next);
    });
  };
}
