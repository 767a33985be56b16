import Router from '@koa/router';
import type { Context } from 'koa';
import { AppError } from '../../lib/errors';
import { Body, Part } from '../../lib/read/Body';
import type { EventState } from '../../lib/read/EventState';
import { viewOf } from '../live/view';
import { entityTags } from '../middleware/entityTags';
import { openToAll } from '../middleware/openToAll';
import { sendBody } from '../sendBody';
import type { Services } from '../services';

/** What everyone may read. */
export function publicRoutes(services: Services): Router {
  const { reader, channels, lookups } = services;
  const events = async (): Promise<Body> =>
    new Body([Part.of(JSON.stringify({ events: await reader.readEvents() }))]);
  const router = new Router({ prefix: '/api/v1' });
  const open = openToAll(services.turns);

  router.get('/events', open, async (ctx) => {
    await sendBody(ctx, services, await events());
  });

  router.get('/events/:eventId', open, async (ctx) => {
    await sendBody(ctx, services, (await stateFor(ctx)).event());
  });

  router.get('/events/:eventId/image', open, entityTags(), async (ctx) => {
    const event = await lookups.of(eventIdIn(ctx));
    const bytes = event.imageType === null ? null : await reader.readImage(event.id);
    if (!bytes || event.imageType === null) {
      throw new AppError(404, 'ImageNotFound', `The event "${event.eventId}" has no image.`);
    }
    ctx.type = event.imageType;
    // Short: an image must not be shown for long after its event was unpublished or got another one.
    ctx.set('Cache-Control', 'public, max-age=60, must-revalidate');
    // An SVG may hold scripts; opened by itself it must not run them.
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.body = Buffer.from(bytes);
  });

  router.get('/events/:eventId/results/:raceId', open, async (ctx) => {
    const state = await stateFor(ctx);
    const { catId, detailed } = ctx.query;
    const category = typeof catId === 'string' && catId ? catId : null;
    const race = raceIdIn(ctx);
    await sendBody(
      ctx,
      services,
      detailed === 'true' ? await state.detailedResults(race, category) : state.results(race, category),
    );
  });

  router.get('/events/:eventId/startlist/:raceId', open, async (ctx) => {
    await sendBody(ctx, services, (await stateFor(ctx)).startList(raceIdIn(ctx)));
  });

  router.get('/events/:eventId/oncourse', open, async (ctx) => {
    await sendBody(ctx, services, (await stateFor(ctx)).onCourse());
  });

  router.get('/events/:eventId/categories', open, async (ctx) => {
    await sendBody(ctx, services, (await stateFor(ctx)).categories());
  });

  router.get('/events/:eventId/snapshot', open, async (ctx) => {
    const event = await lookups.of(eventIdIn(ctx));
    const channel = channels.of(event);
    const message = await channel.full(await channel.known(viewOf(ctx.query)));
    // The same content as other bytes where it is compressed (RFC 9110, section 8.8.3.3).
    await sendBody(ctx, services, message.body, `W/"${message.id}"`);
  });

  const stateFor = async (ctx: Context): Promise<EventState> =>
    channels.of(await lookups.of(eventIdIn(ctx))).state();

  return router;
}

const eventIdIn = (ctx: Context): string => (ctx.params as { eventId: string }).eventId;
const raceIdIn = (ctx: Context): string => (ctx.params as { raceId: string }).raceId;
