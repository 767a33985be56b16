import Router from '@koa/router';
import { AppError } from '../../lib/errors';
import type { Bodies } from '../middleware/bodies';
import { forReaders } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { eventParams, pushSchema } from '../schemas';
import type { Services } from '../services';
import { eventPath, siteOf } from '../siteOf';

/** Notifications of athletes for devices whose pages are closed; with the pushes of booths, for who takes those tells of them. */
export function pushRoutes(services: Services, { little }: Bodies): Router<object, object> {
  const { settings, push, lookups, writer, limits, prefix } = services;
  const router = new Router<object, object>({ prefix: '/api/v1' });

  // What a browser subscribes with, and whether the server sends at all.
  router.get('/push', forReaders(services), (ctx) => {
    if (push === null) throw new AppError(404, 'PushIsOff', 'This server sends no notifications.');
    ctx.set('Cache-Control', 'public, max-age=3600');
    ctx.body = { publicKey: push.keys.publicKey };
  });

  router.put(
    '/events/:eventId/push',
    little,
    validate({ params: eventParams, body: pushSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      const { eventId } = await lookups.of(params.eventId);
      await limits.request(ctx.req);
      if (push === null) throw new AppError(404, 'PushIsOff', 'This server sends no notifications.');
      const { endpoint, keys, favourites, language } = body;
      if (!isPushService(endpoint, settings.pushServices)) {
        throw new AppError(
          400,
          'ValidationError',
          'endpoint: expected an address of a push service that this server knows, see PUSH_SERVICES.',
        );
      }
      if (favourites.length === 0) {
        await writer.unsubscribePush(eventId, endpoint);
      } else {
        const page = siteOf(ctx, prefix) + eventPath(eventId);
        const told = await push.toldBefore(eventId, favourites);
        await writer.subscribePush(eventId, { endpoint, keys, favourites, language, page, told });
      }
      await push.changed(eventId);
      ctx.status = 204;
    },
  );

  return router;
}

/**
 * Whether an endpoint is one of a push service: what is sent goes where anybody says, so it may only go there. A service is an
 * origin, or a host of which those below it count, too.
 */
export function isPushService(endpoint: string, services: readonly string[]): boolean {
  const { origin, protocol, hostname, username } = new URL(endpoint);
  if (username !== '') return false;
  return services.some((service) =>
    service.includes('://')
      ? origin === service
      : protocol === 'https:' && (hostname === service || hostname.endsWith(`.${service}`)),
  );
}
