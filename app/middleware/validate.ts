import type { Middleware } from 'koa';
import type { z } from 'zod';
import { AppError } from '../../lib/errors';

const MAX_MISTAKES = 10;

/** What a route takes, by where it stands in the request. */
export interface Schemas<Params, Query, Body> {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  /** Of what {@link Bodies.json} has read. */
  body?: z.ZodType<Body>;
}

/** What the handler gets of it. */
export interface Validated<Params, Query, Body> {
  valid: { params: Params; query: Query; body: Body };
}

/** Stands in a route's list: holds the request against schemas; what they make of it is `ctx.valid`. */
export function validate<Params = undefined, Query = undefined, Body = undefined>({
  params,
  query,
  body,
}: Schemas<Params, Query, Body>): Middleware<object, Validated<Params, Query, Body>> {
  return async (ctx, next) => {
    ctx.valid = {
      params: params && valid(params, (ctx as unknown as { params: unknown }).params),
      query: query && valid(query, ctx.query),
      body: body && valid(body, ctx.request.body),
    } as Validated<Params, Query, Body>['valid'];
    await next();
  };
}

/** Holds `given` against a schema; 400 names each field that is wrong. */
export function valid<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const where = path.reduce<string>(
      (text, step) =>
        typeof step === 'number' ? `${text}[${step}]` : `${text}${text && '.'}${String(step)}`,
      '',
    );
    return `${where || 'body'}: ${message}`;
  });
  const shown = mistakes.slice(0, MAX_MISTAKES).join('; ');
  const more = mistakes.length > MAX_MISTAKES ? `; and ${mistakes.length - MAX_MISTAKES} more` : '';
  throw new AppError(400, 'ValidationError', shown + more);
}
