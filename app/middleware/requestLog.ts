import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import type { Log } from '../log';

/** What a caller may choose as its request id. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** A request's id: the caller's `X-Request-Id` where that is usable, else a new one. */
export const requestIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
};

/**
 * Gives each request an id, and one line in the log. Headers are not logged: they carry keys. A logger that carries the
 * id is made only where something is written: with the default level most requests write nothing.
 */
export function requestLog(log: Log): Middleware {
  return async (ctx, next) => {
    const requestId = requestIdOf(ctx.req);
    const startedAt = performance.now();
    ctx.res.setHeader('X-Request-Id', requestId);
    await next();
    const { method, status } = ctx;
    const level = status >= 500 ? 'error' : method === 'GET' ? 'debug' : status >= 400 ? 'warn' : 'info';
    if (log.isLevelEnabled?.(level) === false) return;
    const ms = Math.round(performance.now() - startedAt);
    log[level]({ requestId, method, path: ctx.path, status, ms }, 'request');
  };
}
