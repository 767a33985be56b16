import type { Context } from 'koa';

/** The content encodings that a request names; none for who says nothing of them. */
export const acceptedEncodings = (ctx: Pick<Context, 'get' | 'acceptsEncodings'>): string[] =>
  ctx.get('Accept-Encoding') === '' ? [] : ctx.acceptsEncodings();
