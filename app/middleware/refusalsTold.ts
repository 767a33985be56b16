import type { Middleware } from 'koa';
import type { StoredEvent } from '../../lib/db/eventRepository';
import type { IngestKind } from '../../lib/domain/lifecycle';
import { AppError } from '../../lib/errors';
import { errorFields } from '../log';
import type { Services } from '../services';

/**
 * Has kept what is refused of the timing, for whoever looks after the event. To stand around the check of the key, which
 * says whose event it is even where the key is refused. What the server itself is at fault for is in its log.
 */
export function refusalsTold({ writer, log }: Services, kind: IngestKind): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { event } = ctx as { event?: StoredEvent };
      if (event && error instanceof AppError && error.status < 500) {
        const { code, message } = error;
        await writer.countRefusal(event.id, kind, { code, message }).catch((failure: unknown) => {
          log.warn({ err: errorFields(failure) }, 'a refusal could not be kept');
        });
      }
      throw error;
    }
  };
}
