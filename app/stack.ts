import Router, { type Layer, type RouterContext } from '@koa/router';
import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { AppError, servedElsewhere } from '../lib/errors';
import { aboutRoutes } from './routes/about';
import { assetRoutes } from './routes/assets';
import { boardRoutes } from './routes/boards';
import { connectionRoutes } from './routes/connections';
import { downloadRoutes } from './routes/downloads';
import { eventRoutes } from './routes/events';
import { eventSettingsRoutes } from './routes/eventSettings';
import { ingestRoutes } from './routes/ingest';
import { graphicsRoutes } from './routes/graphics';
import { listRoutes } from './routes/lists';
import { pageRoutes } from './routes/pages';
import { sessionRoutes } from './routes/session';
import { publicEventRoutes } from './routes/publicEvents';
import { pushRoutes } from './routes/push';
import { pictureRoutes } from './routes/pictures';
import { qrRoutes } from './routes/qr';
import { liveRoutes } from './live/liveRoutes';
import { auth } from './middleware/auth';
import { bodies } from './middleware/bodies';
import { errors } from './middleware/errors';
import { PREFLIGHT } from './middleware/openToAll';
import { noNul } from './middleware/noNul';
import { requestLog } from './middleware/requestLog';
import { running } from './middleware/running';
import { unreadBodies } from './middleware/unreadBodies';
import { readBuiltPages } from './pages/builtPages';
import { askedPath } from './askedPath';
import type { Parts } from './options';
import type { Services } from './services';

/** Every route, by part, and all of them in one. */
export function stackOf(services: Services): { parts: Parts; all: Middleware } {
  const { admin, ingest, live, public: lists, pages } = routersOf(services);
  const { role } = services.settings;
  const forBooths = role === 'edge' ? elsewhere : answered;
  const forViewers = role === 'ingest' ? elsewhere : answered;
  const parts: Parts = {
    admin: partOf(services, admin, false, forBooths),
    ingest: partOf(services, ingest, false, forBooths),
    live: partOf(services, live, true, forViewers),
    public: partOf(services, lists, true, forViewers),
    pages: partOf(services, pages, true, forViewers),
  };
  return { parts, all: compose(Object.values(parts) as Middleware[]) };
}

/** A router, whose own types differ by what its routes hand on to their handlers. */
interface OwnRouter {
  stack: Pick<Layer, 'path' | 'methods'>[];
  routes: () => object;
}

/** The routers of each part, as they stand below the prefix. */
export function routersOf(services: Services): Record<keyof Parts, OwnRouter[]> {
  const guard = auth(services);
  const body = bodies(services.settings);
  const built = readBuiltPages();
  return {
    admin: [
      eventRoutes(services, guard, body),
      eventSettingsRoutes(services, guard, body),
      boardRoutes(services, guard, body),
      connectionRoutes(services, guard),
      sessionRoutes(services, guard, body),
    ],
    ingest: [ingestRoutes(services, guard, body), pushRoutes(services, body)],
    live: [liveRoutes(services)],
    // Downloads first: `results/X.csv` is no race "X.csv".
    public: [
      aboutRoutes(services, built),
      downloadRoutes(services),
      graphicsRoutes(services),
      publicEventRoutes(services, body),
      listRoutes(services),
    ],
    pages: [
      pageRoutes(services, built),
      assetRoutes(services, built),
      qrRoutes(services),
      pictureRoutes(services),
    ],
  };
}

/** What stands around every route of ours, and around nothing of a host's. */
export function aroundOf(services: Services): Middleware {
  const { log, requests } = services;
  return compose([requestLog(log), unreadBodies(), errors(log), noNul(), running(requests)]);
}

/** Stands before the routes of a part that this process serves. */
const answered: Middleware = (_ctx, next) => next();

/** Stands before those that another process serves. Each says itself whether it is there, and ready. */
const elsewhere: Middleware = async (ctx, next) => {
  if (!/\/(health|ready)$/.test(ctx.path)) throw servedElsewhere(ctx.path);
  await next();
};

/** A part, which pages of other sites may be open to. */
function partOf(services: Services, routers: OwnRouter[], isOpen: boolean, before: Middleware): Middleware {
  const around = aroundOf(services);
  const router = new Router({ prefix: services.prefix });
  router.use(around, before);
  for (const one of routers) router.use(one.routes() as Middleware);
  const answer = router.routes();
  const refuse = compose([around, before, otherMethods(router, isOpen)]);
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

/**
 * Answers for a path that has routes, but none for this method. The router's own `allowedMethods` does not tell the
 * error which path and methods it is about, and knows nothing of preflights.
 */
function otherMethods(router: Router, isOpen: boolean): Middleware {
  return (ctx) => {
    const path = askedPath(ctx);
    const allowed = [...new Set(router.match(path, ctx.method).path.flatMap(({ methods }) => methods))];
    ctx.set('Allow', allowed.join(', '));
    if (ctx.method === 'OPTIONS') {
      if (isOpen) ctx.set(PREFLIGHT);
      ctx.status = 204;
      return;
    }
    const methods = allowed.join(' or ');
    throw new AppError(405, 'MethodNotAllowed', `${path} answers ${methods}, not ${ctx.method}.`);
  };
}
