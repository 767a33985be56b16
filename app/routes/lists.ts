import Router from '@koa/router';
import { athleteNotFound } from '../../lib/errors';
import { Body, Part } from '../../lib/read/Body';
import { openToAll } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { athleteParams, eventParams, raceParams, resultsQuery } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { stateOf } from '../stateOf';

/** Who is where: results, start lists, athletes on the course, and one of them. */
export function listRoutes(services: Services): Router<object, object> {
  const router = new Router<object, object>({ prefix: '/api/v1/events/:eventId' });
  const open = openToAll(services);

  router.get('/results/:raceId', open, validate({ params: raceParams, query: resultsQuery }), async (ctx) => {
    const { params, query } = ctx.valid;
    const { eventId, raceId } = params;
    const state = await stateOf(services, eventId);
    const { catId, isDetailed } = query;
    const list = isDetailed ? await state.detailedResults(raceId, catId) : state.results(raceId, catId);
    await sendBody(ctx, services, list);
  });

  router.get('/startlist/:raceId', open, validate({ params: raceParams }), async (ctx) => {
    const { eventId, raceId } = ctx.valid.params;
    const state = await stateOf(services, eventId);
    await sendBody(ctx, services, state.startList(raceId));
  });

  router.get('/athletes/:athlete', open, validate({ params: athleteParams }), async (ctx) => {
    const { eventId, athlete: key } = ctx.valid.params;
    const event = await services.lookups.of(eventId);
    const athlete = await services.reader.loadAthlete(event.id, key);
    if (athlete === null) throw athleteNotFound(eventId, key);
    await sendBody(ctx, services, new Body([Part.of(JSON.stringify(athlete))]));
  });

  router.get('/oncourse', open, validate({ params: eventParams }), async (ctx) => {
    const state = await stateOf(services, ctx.valid.params.eventId);
    await sendBody(ctx, services, state.onCourse());
  });

  return router;
}
