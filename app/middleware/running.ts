import type { Middleware } from 'koa';
import { AppError } from '../../lib/errors';
import type { RunningRequests } from '../RunningRequests';

export const shuttingDown = (): AppError =>
  new AppError(503, 'ShuttingDown', 'The server is stopping; try again in a moment.', { retryAfter: 2 });

/** Counts the requests that are being answered; once what answers them is closed, says when to come back. */
export function running(requests: RunningRequests): Middleware {
  return async (_ctx, next) => {
    if (requests.areOver) throw shuttingDown();
    requests.begin();
    try {
      await next();
    } finally {
      requests.end();
    }
  };
}
