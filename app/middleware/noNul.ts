import type { Middleware } from 'koa';
import { AppError } from '../../lib/errors';

/** Refuses an address with a NUL character: no name has one, and PostgreSQL cannot even look for it. */
export const noNul = (): Middleware => async (ctx, next) => {
  checkAddress(ctx.req.url);
  await next();
};

/** Throws 400 for such a request target. */
export function checkAddress(target = '/'): void {
  if (!/%00/.test(target)) return;
  throw new AppError(400, 'BadRequest', 'The address holds a NUL character (%00).');
}
