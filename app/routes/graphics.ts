import Router from '@koa/router';
import { Body, Part } from '../../lib/read/Body';
import { GRAPHIC_FORMATS, graphicRows } from '../downloads/graphics';
import { openToAll } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { askedLanguage } from '../pages/language';
import { graphicParams, graphicQuery } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { stateOf } from '../stateOf';

/** Flat rows with ready texts, for graphics software that asks again and again. */
export function graphicsRoutes(services: Services): Router<object, object> {
  const router = new Router<object, object>({ prefix: '/api/v1/events/:eventId/graphics' });
  const ofGraphic = validate({ params: graphicParams, query: graphicQuery });

  router.get('/:graphic', openToAll(services), ofGraphic, async (ctx) => {
    const { params, query } = ctx.valid;
    const { name, format } = params.graphic;
    const { type, write } = GRAPHIC_FORMATS[format];
    const state = await stateOf(services, params.eventId);
    if (query.race !== null) state.race(query.race);
    const rows = await graphicRows(state, name, {
      ...{ raceId: query.race, rows: query.rows },
      language: askedLanguage(ctx) ?? 'en',
      now: services.clock(),
    });
    ctx.set('Content-Type', type);
    await sendBody(ctx, services, new Body([Part.of(write(rows))]));
  });

  return router;
}
