import Koa from 'koa';
import Router, { type RouterContext } from '@koa/router';
import { AppError } from '../lib/errors';
import { auth } from './middleware/auth';
import { bodies } from './middleware/bodies';
import { entityTags } from './middleware/entityTags';
import { errors } from './middleware/errors';
import { requestLog } from './middleware/requestLog';
import { unreadBodies } from './middleware/unreadBodies';
import { adminRoutes } from './routes/admin';
import { downloadRoutes } from './routes/downloads';
import { ingestRoutes } from './routes/ingest';
import { pollRoutes } from './live/poll';
import { publicRoutes } from './routes/public';
import { webRoutes } from './routes/web';
import type { Services } from './services';

/** What a connection that broke before its answer was read ends in. */
const GONE = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** The Koa application: every route, and what stands around all of them. */
export function createApp(services: Services): Koa {
  // Of X-Forwarded-For only the last address is believed: the proxy next to us wrote it, and the client all before it.
  const app = new Koa({ proxy: services.config.TRUST_PROXY, maxIpsCount: 1 });
  app.on('error', (error: NodeJS.ErrnoException) => {
    // A viewer whose connection broke is everyday life, and no fault of ours.
    const isGone = GONE.has(error.code ?? '');
    services.log[isGone ? 'debug' : 'error']({ err: error }, 'response failed');
  });

  const health = new Router();
  health.get('/health', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  app.use(requestLog(services.log));
  app.use(unreadBodies());
  app.use(errors(services.log));
  const guard = auth(services);
  const body = bodies(services.config);
  const routers = [
    health,
    adminRoutes(services, guard, body),
    ingestRoutes(services, guard, body),
    pollRoutes(services),
    // Before the public routes: `results/X.csv` is no race "X.csv".
    downloadRoutes(services),
    publicRoutes(services),
  ];
  for (const router of routers) app.use(router.routes());
  app.use(entityTags());
  app.use(webRoutes(services).routes());
  app.use(otherMethods);
  return app;
}

/** Answers for a path that has routes, but none for this method. */
function otherMethods(ctx: RouterContext): void {
  const allowed = [...new Set((ctx.matched ?? []).flatMap(({ methods }) => methods))];
  if (allowed.length === 0) return;
  ctx.set('Allow', allowed.join(', '));
  if (ctx.method === 'OPTIONS') {
    ctx.status = 204;
    return;
  }
  const methods = allowed.join(' or ');
  throw new AppError(405, 'MethodNotAllowed', `${ctx.path} answers ${methods}, not ${ctx.method}.`);
}
