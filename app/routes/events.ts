import Router from '@koa/router';
import { findEvent, listEvents, type StoredEvent } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import { eventNotFound } from '../../lib/errors';
import { boardTokenOf, deriveApiKey, hashApiKey, keyWindowOf, type KeyWindow } from '../../lib/ingest/keys';
import type { Auth, ByWhom } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { eventChangeSchema, eventParams, newEventSchema, rotationSchema } from '../schemas';
import type { Services } from '../services';

/** Events, drafts included, and their keys: what administrators may. */
export function eventRoutes(
  { settings, db, writer, prefix }: Services,
  { master, event }: Auth,
  { json }: Bodies,
): Router<object, ByWhom> {
  const router = new Router<object, ByWhom>({ prefix: '/api/v1/admin/events' });
  const ofEvent = validate({ params: eventParams });

  router.post('/', master('createEvent'), json, validate({ body: newEventSchema }), async (ctx) => {
    const { id, eventId, apiKey, window } = await writer.createEvent(ctx.valid.body, ctx.by);
    ctx.status = 201;
    ctx.body = { id, eventId, ...keysOf(apiKey), validity: validityOf(window) };
  });

  router.get('/', master('listEvents'), async (ctx) => {
    ctx.body = { events: (await listEvents(db)).map(shown) };
  });

  router.get('/:eventId', event('showEvent', true), ofEvent, async (ctx) => {
    ctx.body = { ...shown(await stored(ctx.valid.params.eventId)) };
  });

  router.patch(
    '/:eventId',
    master('editEvent'),
    json,
    validate({ params: eventParams, body: eventChangeSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      await writer.editEvent(params.eventId, body, ctx.by);
      ctx.body = shown(await stored(params.eventId));
    },
  );

  router.post(
    '/:eventId/key',
    master('rotateKey'),
    json,
    validate({ params: eventParams, body: rotationSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      const rotated = await writer.rotateKey(params.eventId, body.graceMinutes * 60_000, ctx.by);
      const previousValidUntil = new Date(rotated.previousUntil).toISOString();
      ctx.body = { eventId: rotated.eventId, ...keysOf(rotated.apiKey), previousValidUntil };
    },
  );

  router.delete('/:eventId', master('deleteEvent'), ofEvent, async (ctx) => {
    const { eventId } = ctx.valid.params;
    await writer.removeEvent(eventId);
    ctx.body = { deleted: true, eventId };
  });

  return router;

  async function stored(eventId: string): Promise<StoredEvent> {
    const event = await findEvent(db, eventId);
    if (!event) throw eventNotFound(eventId);
    return event;
  }

  function shown(event: StoredEvent): object {
    const { hasImage, imageUrl, ...details } = publicEvent({ ...event, prefix });
    return {
      ...details,
      ...keysOf(deriveApiKey(settings.keySecret, event.id, event.keyVersion)),
      validity: validityOf(keyWindowOf(event)),
      hasOwnValidity: event.keyWindow !== null,
      isArchived: event.archivedAt !== null,
      hasXmlData: event.exported !== null,
      ...{ hasImage, imageUrl },
      createdAt: new Date(event.createdAt).toISOString(),
    };
  }
}

const keysOf = (apiKey: string): { apiKey: string; boardToken: string } => ({
  apiKey,
  boardToken: boardTokenOf(hashApiKey(apiKey)),
});

function validityOf({ from, until }: KeyWindow): { validFrom?: string; validUntil?: string } {
  return {
    ...(from !== null && { validFrom: new Date(from).toISOString() }),
    ...(until !== null && { validUntil: new Date(until).toISOString() }),
  };
}
