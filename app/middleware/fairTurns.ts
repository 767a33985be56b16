import type { Middleware } from 'koa';
import type { ShortTurns } from '../ShortTurns';

/** Lets readers begin in turns, so that a crowd of them does not hold everyone else up. */
export function fairTurns(turns: ShortTurns): Middleware {
  return async (ctx, next) => {
    const { method } = ctx;
    if (method === 'GET' || method === 'HEAD') {
      const turn = turns.enter();
      if (turn) {
        await turn;
        // Gone while it waited.
        if (ctx.res.destroyed) {
          ctx.respond = false;
          return;
        }
      }
    }
    await next();
  };
}
