import Router from '@koa/router';
import { AppError } from '../../lib/errors';
import type { EncodedMessage } from '../../lib/live/encoding/EncodedMessage';
import { pollConnection } from '../../lib/live/transports/PollConnection';
import { admit, refusal } from './admission';
import { validate } from '../middleware/bodies';
import { pollSchema } from '../schemas';
import type { Services } from '../services';

/** The live channel as long-poll; the streams are `app/upgrade` and `app/sse`. */
export function liveRoutes(services: Services): Router {
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
    const { channel, view, since } = admission;
    ctx.set('Cache-Control', 'no-store');
    const messages = await new Promise<EncodedMessage[]>((resolve, reject) => {
      const connection = pollConnection(wait * 1_000, (answered, ending) => {
        // Else a client would ask again at once, and again.
        if (ending === 'failure') reject(new Error('the live channel could not be read'));
        else resolve(answered);
      });
      ctx.res.once('close', connection.cancel);
      channel.join(connection, view, since);
    });
    const id = messages.at(-1)?.id ?? since ?? null;
    ctx.type = 'application/json';
    ctx.body = `{"messages":[${messages.map(({ json }) => json.toString()).join(',')}],"id":${JSON.stringify(id)}}`;
  });

  router.get('/ws', (ctx) => {
    ctx.set('Upgrade', 'websocket');
    throw new AppError(426, 'UpgradeRequired', 'This is a WebSocket; for plain HTTP use /sse or /poll.');
  });

  return router;
}
