import Router from '@koa/router';
import { findEvent, listEvents, type EventConfig } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import { eventNotFound } from '../../lib/errors';
import { deriveApiKey, type KeyWindow } from '../../lib/ingest/keys';
import { eventOf, type Auth } from '../middleware/auth';
import { validate, type Bodies } from '../middleware/bodies';
import { configSchema, newEventSchema, statusSchema } from '../schemas';
import type { Services } from '../services';

/** Events, their life and their settings. */
export function adminRoutes(
  { settings, db, writer, channels }: Services,
  { master, event }: Auth,
  { json }: Bodies,
): Router {
  const router = new Router({ prefix: '/api/v1/admin' });

  router.post('/events', master('createEvent'), json, async (ctx) => {
    const created = await writer.createEvent(validate(newEventSchema, ctx.request.body));
    const { id, eventId, apiKey, window } = created;
    ctx.status = 201;
    ctx.body = { id, eventId, apiKey, validity: validityOf(window) };
  });

  router.get('/events', master('listEvents'), async (ctx) => {
    const events = await listEvents(db);
    ctx.body = {
      events: events.map((stored) => {
        const { hasImage, ...shown } = publicEvent(stored);
        return {
          ...shown,
          apiKey: deriveApiKey(settings.keySecret, stored.id, stored.keyVersion),
          hasXmlData: stored.exported !== null,
          hasImage,
          createdAt: new Date(stored.createdAt).toISOString(),
        };
      }),
    };
  });

  router.get('/live', master('watchConnections'), (ctx) => {
    ctx.body = { events: channels.overview(), counters: channels.counters };
  });

  router.delete('/events/:eventId', master('deleteEvent'), async (ctx) => {
    const { eventId } = ctx.params as { eventId: string };
    await writer.removeEvent(eventId);
    ctx.body = { deleted: true, eventId };
  });

  router.patch('/events/:eventId/status', event('changeStatus'), json, async (ctx) => {
    const { status } = validate(statusSchema, ctx.request.body);
    const { statusChangedAt, ...change } = await writer.changeStatus(eventOf(ctx).eventId, status);
    ctx.body = { ...change, statusChangedAt: new Date(statusChangedAt).toISOString() };
  });

  router.get('/events/:eventId/config', event('readConfig'), async (ctx) => {
    const { eventId } = eventOf(ctx);
    const stored = await findEvent(db, eventId);
    if (!stored) throw eventNotFound(eventId);
    ctx.body = stored.config;
  });

  router.patch('/events/:eventId/config', event('changeConfig'), json, async (ctx) => {
    const change = validate(configSchema, ctx.request.body);
    ctx.body = await writer.changeConfig(eventOf(ctx).eventId, change as Partial<EventConfig>);
  });

  router.post('/events/:eventId/refresh', event('refreshViewers'), async (ctx) => {
    const { eventId } = eventOf(ctx);
    await writer.refreshViewers(eventId);
    ctx.body = { eventId, refreshed: true };
  });

  return router;
}

function validityOf({ from, until }: KeyWindow): { validFrom?: string; validUntil?: string } {
  return {
    ...(from !== null && { validFrom: new Date(from).toISOString() }),
    ...(until !== null && { validUntil: new Date(until).toISOString() }),
  };
}
