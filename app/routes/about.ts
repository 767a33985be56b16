import Router from '@koa/router';
import { isUpToDate } from '../../lib/db/migrate';
import { outageOf } from '../../lib/db/outage';
import { AppError, databaseAway, storageFailed } from '../../lib/errors';
import { Body, Part } from '../../lib/read/Body';
import { freeFor } from '../disk';
import { shuttingDown } from '../middleware/running';
import { openToAll } from '../middleware/openToAll';
import { needed, type BuiltPages } from '../pages/builtPages';
import { sendBody } from '../sendBody';
import type { Services } from '../services';

/** Below this a push may fail at any moment. */
const LEAST_FREE_BYTES = 5_000_000;

/** Whether the stack is there, and what it can be asked. */
export function aboutRoutes(services: Services, built: BuiltPages | null): Router<object, object> {
  const router = new Router<object, object>();
  const servers = [{ url: services.prefix || '/' }];
  const { databaseFile } = services;
  let description: Body | null = null;

  router.get('/health', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  // Whether what comes here is done: for whoever has another process to send it to.
  router.get('/ready', async (ctx) => {
    if (services.requests.isEnding) throw shuttingDown();
    if (services.watch.awayMs() !== null) throw databaseAway();
    if (services.storage.isFailing) throw storageFailed('see the log');
    if (!(await hasSchemaOfOurs(services))) throw otherSchema();
    const freeBytes = databaseFile === null ? null : await freeFor(databaseFile);
    if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES)
      throw storageFailed(`only ${freeBytes} bytes are free`);
    ctx.body = { status: 'ready', freeBytes };
  });

  router.get('/api/v1/openapi.json', openToAll(services), async (ctx) => {
    description ??= new Body([Part.of(JSON.stringify({ ...needed(built).openapi, servers }))], true);
    await sendBody(ctx, services, description);
  });

  return router;
}

/** Whether the database answers, and its schema is the one of this version: another process may have brought a later one. */
async function hasSchemaOfOurs({ db }: Services): Promise<boolean> {
  try {
    return await isUpToDate(db);
  } catch (error) {
    const outage = outageOf(error);
    if (outage) throw outage;
    return false;
  }
}

const otherSchema = (): AppError =>
  new AppError(
    503,
    'OtherSchema',
    'The schema of the database is not that of this version; see the log of its start.',
    {
      retryAfter: 10,
    },
  );
