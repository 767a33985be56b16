import Router from '@koa/router';
import type { Auth, OfEvent } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { configSchema, statusSchema } from '../schemas';
import type { Services } from '../services';

/** An event's life and its settings: what the holder of its key may. */
export function eventSettingsRoutes(
  { writer }: Services,
  { event }: Auth,
  { json }: Bodies,
): Router<object, OfEvent> {
  const router = new Router<object, OfEvent>({ prefix: '/api/v1/admin/events/:eventId' });

  router.patch('/status', event('changeStatus'), json, validate({ body: statusSchema }), async (ctx) => {
    const { eventId } = ctx.event;
    const { statusChangedAt, ...change } = await writer.changeStatus(eventId, ctx.valid.body.status);
    ctx.body = { ...change, statusChangedAt: new Date(statusChangedAt).toISOString() };
  });

  router.get('/config', event('readConfig'), (ctx) => {
    ctx.body = ctx.event.config;
  });

  router.patch('/config', event('changeConfig'), json, validate({ body: configSchema }), async (ctx) => {
    ctx.body = await writer.changeConfig(ctx.event.eventId, ctx.valid.body);
  });

  router.post('/refresh', event('refreshViewers'), async (ctx) => {
    const { eventId } = ctx.event;
    await writer.refreshViewers(eventId);
    ctx.body = { eventId, refreshed: true };
  });

  return router;
}
