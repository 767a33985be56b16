import type { Middleware } from 'koa';
import { AppError } from '../../lib/errors';
import type { RunningRequests } from '../RunningRequests';

/** Counts the requests that are being answered; once what answers them is closed, says when to come back. */
export function running(requests: RunningRequests): Middleware {
  return async (ctx, next) => {
    if (requests.areOver) {
      ctx.set('Retry-After', '2');
      throw new AppError(503, 'ShuttingDown', 'The server is stopping; try again in a moment.');
    }
    requests.begin();
    try {
      await next();
    } finally {
      requests.end();
    }
  };
}
