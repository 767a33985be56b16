import Router from '@koa/router';
import type { Middleware, Request } from 'koa';
import type { IngestKind } from '../../lib/domain/lifecycle';
import type { Auth, OfEvent } from '../middleware/auth';
import { bytesOf, type Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { importSchema } from '../schemas';
import { watchedFeed } from '../middleware/watchedFeed';
import type { Services } from '../services';

/** What the timing booth pushes: exports, live results, athletes on the course. */
export function ingestRoutes(
  services: Services,
  { event }: Auth,
  { bytes }: Bodies,
): Router<object, OfEvent> {
  const { writer } = services;
  const router = new Router<object, OfEvent>({ prefix: '/api/v1/ingest' });
  const watched = (kind: IngestKind): Middleware => watchedFeed(services, kind);

  // Bodies go to the writer as bytes: parsing megabytes here would hold up everyone who watches.
  router.post(
    '/xml',
    watched('xml'),
    event('pushExport'),
    bytes,
    validate({ query: importSchema }),
    async (ctx) => {
      const sent = bytesOf(ctx);
      const replacesAll = ctx.valid.query.replace === 'all';
      const body = { format: formatOf(ctx.request, sent), bytes: sent, replacesAll };
      ctx.body = await writer.importExport(ctx.event.eventId, body, ctx.by);
    },
  );

  router.post('/results', watched('results'), event('pushResults'), bytes, async (ctx) => {
    ctx.body = await writer.pushResults(ctx.event.eventId, bytesOf(ctx));
  });

  router.post('/oncourse', watched('oncourse'), event('pushOnCourse'), bytes, async (ctx) => {
    ctx.body = await writer.pushOnCourse(ctx.event.eventId, bytesOf(ctx));
  });

  return router;
}

/** What the Content-Type says; where it says neither (curl's default does not), what the body looks like. */
function formatOf(request: Request, bytes: Buffer): 'xml' | 'json' {
  if (request.is('json', '+json')) return 'json';
  if (request.is('xml', '+xml')) return 'xml';
  return /^[\s\uFEFF]*\{/.test(bytes.subarray(0, 64).toString()) ? 'json' : 'xml';
}
