import Router from '@koa/router';
import type { Request } from 'koa';
import type { Auth, OfEvent } from '../middleware/auth';
import { bytesOf, type Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { importSchema } from '../schemas';
import type { Services } from '../services';

/** What the timing booth pushes: exports, live results, athletes on the course. */
export function ingestRoutes(
  { writer }: Services,
  { event }: Auth,
  { bytes }: Bodies,
): Router<object, OfEvent> {
  const router = new Router<object, OfEvent>({ prefix: '/api/v1/ingest' });

  // Bodies go to the writer as bytes: parsing megabytes here would hold up everyone who watches.
  router.post('/xml', event('pushExport'), bytes, validate({ query: importSchema }), async (ctx) => {
    const sent = bytesOf(ctx);
    const replacesAll = ctx.valid.query.replace === 'all';
    const body = { format: formatOf(ctx.request, sent), bytes: sent, replacesAll };
    ctx.body = await writer.importExport(ctx.event.eventId, body);
  });

  router.post('/results', event('pushResults'), bytes, async (ctx) => {
    ctx.body = await writer.pushResults(ctx.event.eventId, bytesOf(ctx));
  });

  router.post('/oncourse', event('pushOnCourse'), bytes, async (ctx) => {
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
