import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';

/** What a caller may choose as its request id. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Gives each request an id (the caller's `X-Request-Id` where it is usable), a logger that carries it,
 * and one line in the log. Headers are not logged: they carry keys.
 */
export function requestLog(log: Logger): Middleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    ctx.set('X-Request-Id', requestId);
    ctx.state.log = log.child({ requestId });
    await next();
    const { method, path, status } = ctx;
    const ms = Math.round(performance.now() - startedAt);
    const level = status >= 500 ? 'error' : method === 'GET' ? 'debug' : status >= 400 ? 'warn' : 'info';
    (ctx.state.log as Logger)[level]({ method, path, status, ms }, 'request');
  };
}
