import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';

/** What a caller may choose as its request id. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** A request's id, the caller's `X-Request-Id` where it is usable, and a logger that carries it. */
export function identify(
  log: Logger,
  given: string | string[] | undefined,
): { requestId: string; log: Logger } {
  const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  return { requestId, log: log.child({ requestId }) };
}

/**
 * Gives each request an id, a logger that carries it, and one line in the log. Headers are not logged:
 * they carry keys.
 */
export function requestLog(log: Logger): Middleware {
  return async (ctx, next) => {
    const identified = identify(log, ctx.get('X-Request-Id'));
    const startedAt = performance.now();
    ctx.set('X-Request-Id', identified.requestId);
    ctx.state.log = identified.log;
    await next();
    const { method, path, status } = ctx;
    const ms = Math.round(performance.now() - startedAt);
    const level = status >= 500 ? 'error' : method === 'GET' ? 'debug' : status >= 400 ? 'warn' : 'info';
    identified.log[level]({ method, path, status, ms }, 'request');
  };
}
