import Koa from 'koa';
import conditional from 'koa-conditional-get';
import etag from '@koa/etag';
import Router from '@koa/router';
import { AppError } from '../lib/errors';
import { auth } from './middleware/auth';
import { errors } from './middleware/errors';
import { requestLog } from './middleware/requestLog';
import { adminRoutes } from './routes/admin';
import { ingestRoutes } from './routes/ingest';
import { liveRoutes } from './routes/live';
import { publicRoutes } from './routes/public';
import { webRoutes } from './routes/web';
import type { Services } from './services';

/** The Koa application: every route, and what stands around all of them. */
export function createApp(services: Services): Koa {
  const app = new Koa({ proxy: services.config.TRUST_PROXY });
  app.on('error', (error: unknown) => {
    services.log.error({ err: error }, 'response failed');
  });

  const health = new Router();
  health.get('/health', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  app.use(requestLog(services.log));
  app.use(errors());
  app.use(conditional());
  app.use(etag());
  const guard = auth(services);
  const routers = [
    health,
    adminRoutes(services, guard),
    ingestRoutes(services, guard),
    liveRoutes(services),
    publicRoutes(services),
    webRoutes(),
  ];
  for (const router of routers) app.use(router.routes());
  const methodNotAllowed = () =>
    new AppError(405, 'MethodNotAllowed', 'This route has other methods; see Allow.');
  for (const router of routers) {
    app.use(router.allowedMethods({ throw: true, methodNotAllowed, notImplemented: methodNotAllowed }));
  }
  return app;
}
