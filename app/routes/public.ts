import Router from '@koa/router';
import type { Context } from 'koa';
import { findImage, listEvents } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import { isPublic } from '../../lib/domain/lifecycle';
import { filterByCategory, resultList } from '../../lib/domain/resultList';
import { publicCategories, publicClasses, publicRace, publicRaces } from '../../lib/domain/snapshot';
import { startList } from '../../lib/domain/startList';
import { AppError } from '../../lib/errors';
import { refusalOfView } from '../live/admission';
import type { Services } from '../services';
import { knownPart, viewOf } from '../live/view';
import { publicEventOf, publicOnCourseOf, publicRaceOf, publicScheduleOf } from './publicReads';

/** What everyone may read. */
export function publicRoutes(services: Services): Router {
  const { config, db, channels } = services;
  const router = new Router({ prefix: '/api/v1' });

  router.use(async (ctx, next) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    // Kept by browsers, but asked about each time: the ETag answers in a few bytes.
    ctx.set('Cache-Control', 'no-cache');
    await next();
  });

  router.get('/events', async (ctx) => {
    const events = (await listEvents(db)).filter(({ status }) => isPublic(status)).map(publicEvent);
    ctx.body = { events: events.sort((a, b) => dateOf(b.startDate) - dateOf(a.startDate)) };
  });

  router.get('/events/:eventId', async (ctx) => {
    const { event, index } = await publicScheduleOf(db, eventIdIn(ctx));
    ctx.body = { event: publicEvent(event), classes: publicClasses(index), races: publicRaces(index) };
  });

  router.get('/events/:eventId/image', async (ctx) => {
    const event = await publicEventOf(db, eventIdIn(ctx));
    const bytes = event.imageType === null ? null : await findImage(db, event.id);
    if (!bytes || event.imageType === null) {
      throw new AppError(404, 'ImageNotFound', `The event "${event.eventId}" has no image.`);
    }
    ctx.type = event.imageType;
    // Short: an image must not be shown for long after its event was unpublished or got another one.
    ctx.set('Cache-Control', 'public, max-age=60, must-revalidate');
    // An SVG may hold scripts; opened by itself it must not run them.
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.body = bytes;
  });

  router.get('/events/:eventId/results/:raceId', async (ctx) => {
    const { race, index } = await raceIn(ctx);
    const { catId, detailed } = ctx.query;
    const list = resultList(race, index, { detailed: detailed === 'true' });
    const { raceId, classId, raceType, raceStatus } = publicRace(race);
    ctx.body = {
      race: { raceId, classId, raceType, raceStatus },
      results: typeof catId === 'string' && catId ? filterByCategory(list, catId) : list,
    };
  });

  router.get('/events/:eventId/startlist/:raceId', async (ctx) => {
    const { race, index } = await raceIn(ctx);
    const { raceId, classId, startTime } = race;
    ctx.body = { race: { raceId, classId, startTime }, startlist: startList(race, index) };
  });

  router.get('/events/:eventId/oncourse', async (ctx) => {
    ctx.body = { oncourse: await publicOnCourseOf(db, eventIdIn(ctx)) };
  });

  router.get('/events/:eventId/categories', async (ctx) => {
    const { index } = await publicScheduleOf(db, eventIdIn(ctx));
    ctx.body = { categories: publicCategories(index) };
  });

  router.get('/events/:eventId/snapshot', async (ctx) => {
    const event = await services.lookups.of(eventIdIn(ctx));
    const view = await knownPart(db, event.id, viewOf(ctx.query));
    const channel = channels.of(event);
    const refused = refusalOfView(channel, view, config.MAX_VIEWS_PER_EVENT);
    if (refused) throw refused;
    const message = await channel.snapshot(view);
    ctx.type = 'application/json';
    ctx.set('Cache-Control', 'public, max-age=1');
    ctx.vary('Accept-Encoding');
    if (ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
      ctx.set('Content-Encoding', 'gzip');
      // Weak: the same content as other bytes (RFC 9110, section 8.8.3.3).
      ctx.set('ETag', `W/"${message.id}"`);
      ctx.body = await message.gzipped();
    } else {
      ctx.etag = message.id;
      ctx.body = message.json;
    }
  });

  const eventIdIn = (ctx: Context) => (ctx.params as { eventId: string }).eventId;
  const raceIn = (ctx: Context) => publicRaceOf(db, ctx.params as { eventId: string; raceId: string });

  return router;
}

const dateOf = (date: string | null): number => (date === null ? -Infinity : Date.parse(date));
