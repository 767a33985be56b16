import Router, { type RouterContext } from '@koa/router';
import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { AppError } from '../lib/errors';
import { ingestRoutes } from './routes/ingest';
import { adminRoutes } from './routes/admin';
import { downloadRoutes } from './routes/downloads';
import { healthRoutes } from './routes/health';
import { publicRoutes } from './routes/public';
import { webRoutes } from './routes/web';
import { liveRoutes } from './live/liveRoutes';
import { auth } from './middleware/auth';
import { bodies } from './middleware/bodies';
import { errors } from './middleware/errors';
import { requestLog } from './middleware/requestLog';
import { running } from './middleware/running';
import { unreadBodies } from './middleware/unreadBodies';
import { askedPath } from './askedPath';
import type { Parts } from './options';
import type { Services } from './services';

/** Every route, by part, and all of them in one. */
export function stackOf(services: Services): { parts: Parts; all: Middleware } {
  const { admin, ingest, live, public: lists, pages } = routersOf(services);
  const parts: Parts = {
    admin: partOf(services, admin),
    ingest: partOf(services, ingest),
    live: partOf(services, live),
    public: partOf(services, lists),
    pages: partOf(services, pages),
  };
  return { parts, all: compose(Object.values(parts) as Middleware[]) };
}

/** The routers of each part, as they stand below the prefix. */
export function routersOf(services: Services): Record<keyof Parts, Router[]> {
  const guard = auth(services);
  const body = bodies(services.settings);
  return {
    admin: [adminRoutes(services, guard, body)],
    ingest: [ingestRoutes(services, guard, body)],
    live: [liveRoutes(services)],
    // Downloads first: `results/X.csv` is no race "X.csv".
    public: [healthRoutes(), downloadRoutes(services), publicRoutes(services)],
    pages: [webRoutes(services)],
  };
}

/** What stands around every route of ours, and around nothing of a host's. */
export function aroundOf(services: Services): Middleware {
  const { log, requests } = services;
  return compose([requestLog(log), unreadBodies(), errors(log), running(requests)]);
}

function partOf(services: Services, routers: Router[]): Middleware {
  const around = aroundOf(services);
  const router = new Router({ prefix: services.prefix });
  router.use(around);
  for (const one of routers) router.use(one.routes());
  const answer = router.routes();
  const refuse = compose([around, otherMethods(router)]);
  return async (ctx, next) => {
    const path = askedPath(ctx);
    // The router believes this, and not the path, of which koa-mount has taken its part off.
    if (path !== ctx.path) (ctx as { newRouterPath?: string }).newRouterPath = path;
    await answer(ctx as RouterContext, async () => {
      delete (ctx as { newRouterPath?: string }).newRouterPath;
      if (router.match(path, ctx.method).path.some(({ methods }) => methods.length > 0)) {
        await refuse(ctx, () => Promise.resolve());
      } else {
        await next();
      }
    });
  };
}

/** Answers for a path that has routes, but none for this method. */
function otherMethods(router: Router): Middleware {
  return (ctx) => {
    const path = askedPath(ctx);
    const allowed = [...new Set(router.match(path, ctx.method).path.flatMap(({ methods }) => methods))];
    ctx.set('Allow', allowed.join(', '));
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204;
      return;
    }
    const methods = allowed.join(' or ');
    throw new AppError(405, 'MethodNotAllowed', `${path} answers ${methods}, not ${ctx.method}.`);
  };
}
