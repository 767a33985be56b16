import type { Context } from 'koa';

/** The path that the client asked for: koa-mount has taken its part off `ctx.path`. */
export function askedPath(ctx: Context): string {
  if ((ctx as { mountPath?: string }).mountPath === undefined) return ctx.path;
  return ctx.originalUrl.split('?', 1)[0] ?? '/';
}
