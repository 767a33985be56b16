import type { Middleware } from 'koa';
import type { ShortTurns } from '../ShortTurns';
import { fairTurns } from './fairTurns';

/**
 * For what everyone may read, pages of other sites included. Refusals say so, too: such a page could not read them, and
 * would ask again and again.
 */
export function openToAll(turns: ShortTurns): Middleware {
  const fair = fairTurns(turns);
  return async (ctx, next) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    await fair(ctx, next);
  };
}
