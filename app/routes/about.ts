import Router from '@koa/router';
import { databaseAway, storageFailed } from '../../lib/errors';
import { Body, Part } from '../../lib/read/Body';
import { shuttingDown } from '../middleware/running';
import { openToAll } from '../middleware/openToAll';
import { needed, type BuiltPages } from '../pages/builtPages';
import { sendBody } from '../sendBody';
import type { Services } from '../services';

/** Whether the stack is there, and what it can be asked. */
export function aboutRoutes(services: Services, built: BuiltPages | null): Router<object, object> {
  const router = new Router<object, object>();
  const servers = [{ url: services.prefix || '/' }];
  let description: Body | null = null;

  router.get('/health', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  // Whether what comes here is done: for whoever has another process to send it to.
  router.get('/ready', (ctx) => {
    if (services.requests.isEnding) throw shuttingDown();
    if (services.watch.awayMs() !== null) throw databaseAway();
    if (services.storage.isFailing) throw storageFailed('see the log');
    ctx.body = { status: 'ready' };
  });

  router.get('/api/v1/openapi.json', openToAll(services), async (ctx) => {
    description ??= new Body([Part.of(JSON.stringify({ ...needed(built).openapi, servers }))], true);
    await sendBody(ctx, services, description);
  });

  return router;
}
