import Router from '@koa/router';
import type { Context } from 'koa';
import compose from 'koa-compose';
import { publicEvent } from '../../lib/domain/publicEvent';
import { athleteNotFound } from '../../lib/errors';
import { entityTags } from '../middleware/entityTags';
import { forReaders } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { athleteWords } from '../pages/athlete';
import { firstView } from '../pages/firstView';
import { languageOf } from '../pages/language';
import { pictureWords, PreviewPictures } from '../pages/PreviewPictures';
import { athleteParams, eventParams } from '../schemas';
import type { Services } from '../services';

/** The pictures that chats show beside the address of an event, or of an athlete. */
export function pictureRoutes(services: Services): Router<object, object> {
  const { prefix, lookups, channels, clock } = services;
  const router = new Router<object, object>();
  const pictures = new PreviewPictures();
  const fair = compose([forReaders(services), entityTags()]);

  router.get('/events/:eventId/picture.png', fair, validate({ params: eventParams }), (ctx) =>
    send(ctx, ctx.valid.params.eventId, null),
  );
  router.get('/events/:eventId/a/:athlete/picture.png', fair, validate({ params: athleteParams }), (ctx) =>
    send(ctx, ctx.valid.params.eventId, ctx.valid.params.athlete),
  );
  return router;

  async function send(ctx: Context, eventId: string, key: string | null): Promise<void> {
    const event = await lookups.of(eventId);
    const language = languageOf(ctx);
    const athlete =
      key === null ? null : athleteWords(await firstView(channels, event, clock()), key, language);
    if (key !== null && athlete === null) throw athleteNotFound(eventId, key);
    const picture = await pictures.of(pictureWords(publicEvent({ ...event, prefix }), athlete, language));
    ctx.type = 'png';
    ctx.vary('Accept-Language');
    ctx.set('Cache-Control', 'public, max-age=60');
    ctx.body = picture;
  }
}
