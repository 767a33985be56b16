import Router from '@koa/router';
import { AppError } from '../../lib/errors';
import { steppedCursor } from '../../lib/live/cursor';
import { PollConnection, type PollAnswer } from '../../lib/live/transports/PollConnection';
import { validate } from '../middleware/bodies';
import { pollSchema } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { admit, refusal } from './admission';

/** The live channel as long-poll. */
export function pollRoutes(services: Services): Router {
  const router = new Router({ prefix: '/api/v1/events/:eventId' });

  router.use((ctx, next) => {
    // With refusals too: a page of another site could not read them, and would ask again and again.
    ctx.set('Access-Control-Allow-Origin', '*');
    return next();
  });

  router.get('/poll', async (ctx) => {
    const { wait } = validate(pollSchema, ctx.query);
    const admission = await admit(services, (ctx.params as { eventId: string }).eventId, ctx.query, 'poll');
    if (ctx.res.destroyed) {
      ctx.respond = false;
      return;
    }
    const refused = refusal(admission, services);
    if (refused) throw refused;
    const { channel, known, since } = admission;
    const answer = await new Promise<PollAnswer>((resolve) => {
      const connection = new PollConnection(wait * 1_000, resolve);
      ctx.res.once('close', () => {
        connection.cancel();
      });
      channel.join(connection, known, since);
    });
    // Else a client would ask again at once, and again.
    if (answer.kind === 'ended' && answer.ending === 'failure') {
      throw new Error('the live channel could not be read');
    }
    // The same question has the same answer for everyone who is current, so that a cache may ask once for all.
    ctx.set('Cache-Control', answer.kind === 'ended' ? 'no-store' : 'public, max-age=1');
    if (answer.kind === 'messages') {
      await sendBody(ctx, services, answer.body, null);
      return;
    }
    // Asked again with the same cursor, a cache would answer this, and again.
    const id =
      since !== undefined && answer.kind === 'nothing' ? steppedCursor(since, services.clock()) : since;
    ctx.body = { messages: [], id: id ?? null };
  });

  router.get('/ws', (ctx) => {
    ctx.set('Upgrade', 'websocket');
    throw new AppError(426, 'UpgradeRequired', 'This is a WebSocket; for plain HTTP use /sse or /poll.');
  });

  return router;
}
