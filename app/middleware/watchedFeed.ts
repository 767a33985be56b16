import type { Middleware } from 'koa';
import type { StoredEvent } from '../../lib/db/eventRepository';
import type { IngestKind } from '../../lib/domain/lifecycle';
import { AppError } from '../../lib/errors';
import { errorFields } from '../log';
import type { Services } from '../services';

/**
 * Measures what comes of the timing, and has kept what is refused, for whoever looks after the event. To stand around the
 * check of the key, which says whose event it is even where the key is refused. What the server itself is at fault for is in
 * its log.
 */
export function watchedFeed({ writer, log, pushes }: Services, kind: IngestKind): Middleware {
  return async (ctx, next) => {
    const since = performance.now();
    let outcome = 'taken';
    try {
      await next();
    } catch (error) {
      outcome = error instanceof AppError ? error.code : 'InternalError';
      const { event } = ctx as { event?: StoredEvent };
      if (event && error instanceof AppError && error.status < 500) {
        const { code, message } = error;
        await writer.countRefusal(event.id, kind, { code, message }).catch((failure: unknown) => {
          log.warn({ err: errorFields(failure) }, 'a refusal could not be kept');
        });
      }
      throw error;
    } finally {
      pushes.observe({ feed: kind, outcome }, (performance.now() - since) / 1_000);
    }
  };
}
