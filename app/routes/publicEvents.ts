import Router from '@koa/router';
import type { Context } from 'koa';
import { isOutage } from '../../lib/db/outage';
import { AppError, servedElsewhere } from '../../lib/errors';
import { Body, Part } from '../../lib/read/Body';
import { isOfEvent } from '../live/admission';
import type { Bodies } from '../middleware/bodies';
import { entityTags } from '../middleware/entityTags';
import { openToAll } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { boardImageParams, boardReportSchema, eventParams, viewQuery } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { stateOf } from '../stateOf';

/** What everyone may read of events as a whole. */
export function publicEventRoutes(services: Services, { little }: Bodies): Router<object, object> {
  const { reader, channels, lookups, watch, limits, writer, settings } = services;
  const router = new Router<object, object>({ prefix: '/api/v1/events' });
  const open = openToAll(services);
  const ofEvent = validate({ params: eventParams });
  /** As it was last read, to go on with while the database is away. */
  let listed: Body | null = null;

  router.get('/', open, async (ctx) => {
    listed = await readList();
    await sendBody(ctx, services, listed);
  });

  router.get('/:eventId', open, ofEvent, async (ctx) => {
    const state = await stateOf(services, ctx.valid.params.eventId);
    await sendBody(ctx, services, state.event());
  });

  router.get('/:eventId/image', open, entityTags(), ofEvent, async (ctx) => {
    const event = await lookups.of(ctx.valid.params.eventId);
    const bytes = event.imageType === null ? null : await reader.readImage(event.id);
    if (!bytes || event.imageType === null) {
      throw imageNotFound(`The event "${event.eventId}" has no image.`);
    }
    sendImage(ctx, { type: event.imageType, bytes });
  });

  router.get(
    '/:eventId/board-images/:name',
    open,
    entityTags(),
    validate({ params: boardImageParams }),
    async (ctx) => {
      const { eventId, name } = ctx.valid.params;
      const event = await lookups.of(eventId);
      const image = await reader.readBoardImage(event.id, name);
      if (!image) throw imageNotFound(`The boards of "${eventId}" have no ${name}.`);
      sendImage(ctx, image);
    },
  );

  // A board tells the organiser that it is there.
  router.post(
    '/:eventId/boards',
    little,
    validate({ params: eventParams, body: boardReportSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      const event = await lookups.of(params.eventId);
      if (settings.role === 'edge') throw servedElsewhere(ctx.path);
      const hasToken = isOfEvent(event, body.board, undefined);
      if (!hasToken) await limits.request(ctx.req);
      await writer.noteBoard(event.eventId, { name: body.name, hasToken, shown: body.shown });
      ctx.status = 204;
    },
  );

  router.get('/:eventId/categories', open, ofEvent, async (ctx) => {
    const state = await stateOf(services, ctx.valid.params.eventId);
    await sendBody(ctx, services, state.categories());
  });

  router.get('/:eventId/snapshot', open, validate({ params: eventParams, query: viewQuery }), async (ctx) => {
    const { params, query } = ctx.valid;
    const channel = channels.of(await lookups.of(params.eventId));
    const message = await channel.full(await channel.known(query));
    // The same content as other bytes where it is compressed (RFC 9110, section 8.8.3.3).
    await sendBody(ctx, services, message.body, `W/"${message.id}"`);
  });

  return router;

  async function readList(): Promise<Body> {
    if (listed && watch.awayMs() !== null) return listed;
    try {
      return new Body([Part.of(JSON.stringify({ events: await reader.readEvents() }))]);
    } catch (error) {
      if (listed && isOutage(error)) return listed;
      throw error;
    }
  }
}

const imageNotFound = (message: string): AppError => new AppError(404, 'ImageNotFound', message);

function sendImage(ctx: Context, { type, bytes }: { type: string; bytes: Uint8Array }): void {
  ctx.type = type;
  // Short: an image must not be shown for long after its event was unpublished or got another one.
  ctx.set('Cache-Control', 'public, max-age=60, must-revalidate');
  // An SVG may hold scripts; opened by itself it must not run them.
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.body = Buffer.from(bytes);
}
