import Router from '@koa/router';
import compose from 'koa-compose';
import { entityTags } from '../middleware/entityTags';
import { forReaders } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { eventParams } from '../schemas';
import type { Services } from '../services';
import { eventPath, siteOf } from '../siteOf';
import { qrPath } from '../web/shared/qrPath';

/** The address of an event's page as a QR code, for boards, posters and slides. */
export function qrRoutes(services: Services): Router<object, object> {
  const { prefix, lookups } = services;
  const router = new Router<object, object>();
  const fair = compose([forReaders(services), entityTags()]);
  router.get('/events/:eventId/qr.svg', fair, validate({ params: eventParams }), async (ctx) => {
    const { eventId } = await lookups.of(ctx.valid.params.eventId);
    const { size, path } = qrPath(siteOf(ctx, prefix) + eventPath(eventId));
    ctx.type = 'svg';
    // By the host that was asked for, which is that of the page it leads to.
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
  });
  return router;
}
