import type { Context } from 'koa';

const PREFIX = /^(\/[\w.~-]+)*$/;

/** A prefix as it is used everywhere: begins with a slash and does not end with one; '' for the root. */
export function normalPrefix(given = ''): string {
  const prefix = given.replace(/\/+$/, '');
  if (PREFIX.test(prefix)) return prefix;
  throw new TypeError(
    `prefix "${given}": expected a path such as /live, of letters, digits, ".", "_", "~", "-"`,
  );
}

/** The path that the client asked for: koa-mount has taken its part off `ctx.path`. */
export function askedPath(ctx: Context): string {
  if ((ctx as { mountPath?: string }).mountPath === undefined) return ctx.path;
  return ctx.originalUrl.split('?', 1)[0] ?? '/';
}
