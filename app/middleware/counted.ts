import type { Middleware } from 'koa';
import type { AddressLimits } from '../AddressLimits';

/** Counts requests by address, see {@link AddressLimits.request}. */
export const counted =
  (limits: AddressLimits): Middleware =>
  async (ctx, next) => {
    await limits.request(ctx.req);
    await next();
  };
