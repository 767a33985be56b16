import Router from '@koa/router';
import type { Context } from 'koa';
import { eventOf, type Auth } from '../middleware/auth';
import { bytesOf, validate, type Bodies } from '../middleware/bodies';
import { importSchema, onCoursesSchema, resultsSchema } from '../schemas';
import type { Services } from '../services';

/** What the timing booth pushes: exports, live results, athletes on the course. */
export function ingestRoutes({ writer }: Services, { event }: Auth, { json, bytes: raw }: Bodies): Router {
  const router = new Router({ prefix: '/api/v1/ingest' });

  // The body goes to the writer as bytes: parsing megabytes here would hold up everyone who watches.
  router.post('/xml', event('pushExport'), raw, async (ctx) => {
    const { replace } = validate(importSchema, ctx.query);
    const bytes = bytesOf(ctx);
    const body = { format: formatOf(ctx, bytes), bytes, replacesAll: replace === 'all' };
    ctx.body = await writer.importExport(eventOf(ctx).eventId, body);
  });

  router.post('/results', event('pushResults'), json, async (ctx) => {
    const { results } = validate(resultsSchema, ctx.request.body);
    ctx.body = await writer.pushResults(eventOf(ctx).eventId, results);
  });

  router.post('/oncourse', event('pushOnCourse'), json, async (ctx) => {
    const { oncourse } = validate(onCoursesSchema, ctx.request.body);
    ctx.body = await writer.pushOnCourse(eventOf(ctx).eventId, oncourse);
  });

  return router;
}

/** What the Content-Type says; where it says neither (curl's default does not), what the body looks like. */
function formatOf(ctx: Context, bytes: Buffer): 'xml' | 'json' {
  if (ctx.is('json', '+json')) return 'json';
  if (ctx.is('xml', '+xml')) return 'xml';
  return /^[\s\uFEFF]*\{/.test(bytes.subarray(0, 64).toString()) ? 'json' : 'xml';
}
