import type { Middleware } from 'koa';
import { outageOf } from '../../lib/db/outage';
import { AppError } from '../../lib/errors';
import { errorFields, type Log } from '../log';

/** Of the errors that libraries throw with a status: what this API calls them. */
const CODES: Record<number, string> = {
  400: 'BadRequest',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  413: 'PayloadTooLarge',
  415: 'UnsupportedMediaType',
};

/**
 * Turns whatever was thrown into `{ error, message, … }` with the matching status. The detail of what
 * nobody expected goes to the log, never to the client.
 */
export function errors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined && ctx.respond !== false) {
        throw new AppError(404, 'NotFound', `There is nothing at ${ctx.path}.`);
      }
    } catch (error) {
      const { status, body } = answerOf(error, log, ctx.response.get('X-Request-Id'));
      ctx.status = status;
      ctx.body = body;
      const { retryAfter } = body as { retryAfter?: number };
      if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
      // An error is of its moment, and caches may keep a 404 or 410 that does not say so.
      if (!ctx.response.get('Cache-Control')) ctx.set('Cache-Control', 'no-store');
    }
  };
}

/** What an error is answered with; one that nobody expected also goes to the log, with the request's id. */
export function answerOf(thrown: unknown, log: Log, requestId?: string): { status: number; body: object } {
  const error = outageOf(thrown) ?? thrown;
  if (error instanceof AppError) {
    const { status, code, message, details } = error;
    return { status, body: { error: code, message, ...details } };
  }
  const { status, message } = error as { status?: number; message?: string };
  if (status !== undefined && status >= 400 && status < 500) {
    return {
      status,
      body: { error: CODES[status] ?? 'BadRequest', message: message ?? 'The request is not valid.' },
    };
  }
  log.error({ requestId, err: errorFields(error) }, 'unexpected error');
  const body = {
    error: 'InternalError',
    message: 'Something went wrong here; the log says what, by this request id.',
  };
  return { status: 500, body };
}
