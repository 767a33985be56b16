import Router from '@koa/router';
import { AppError } from '../../lib/errors';
import { ENDINGS } from '../../lib/live/endings';
import type { LiveMessage } from '../../lib/live/LiveMessage';
import { pollConnection } from '../../lib/live/pollConnection';
import { answerBusy, SSE_HEADERS, sseConnection } from '../../lib/live/sseConnection';
import type { Subscriber } from '../../lib/live/Subscriber';
import { admit, refusalWhenFull } from '../admission';
import { validate } from '../middleware/bodies';
import { pollSchema } from '../schemas';
import type { Services } from '../services';
import { viewOf } from '../view';

/** The live channel for those without WebSocket; that one is `app/upgrade`. */
export function liveRoutes(services: Services): Router {
  const { config, channels, heartbeats } = services;
  const router = new Router({ prefix: '/api/v1/events/:eventId' });

  router.use((ctx, next) => {
    // With refusals too: a page of another site could not read them, and would ask again and again.
    ctx.set('Access-Control-Allow-Origin', '*');
    return next();
  });

  router.get('/sse', async (ctx) => {
    const view = viewOf(ctx.query);
    const since = ctx.get('Last-Event-ID') || textOf(ctx.query.since);
    const event = await admit(services, (ctx.params as { eventId: string }).eventId);
    if (ctx.method === 'HEAD') {
      ctx.set(SSE_HEADERS);
      ctx.status = 200;
      return;
    }
    // Koa would tell of every viewer that leaves as of a failed response; the stream is ours from here.
    ctx.respond = false;
    // Gone while the event was looked up: its close was then, and no other would end the subscription.
    if (ctx.res.destroyed) return;
    const channel = channels.of(event);
    const full = refusalWhenFull(channel, config.MAX_CONNECTIONS_PER_EVENT);
    if (full) {
      answerBusy(ctx.res, ENDINGS.busy, { error: full.code, message: full.message, ...full.details });
      return;
    }
    let subscriber: Subscriber | null = null;
    const connection = sseConnection(ctx.req, ctx.res, heartbeats.sse, () => {
      if (subscriber) channel.leave(subscriber);
    });
    subscriber = channel.join(connection, view, since);
  });

  router.get('/poll', async (ctx) => {
    const view = viewOf(ctx.query);
    const { wait } = validate(pollSchema, ctx.query);
    const since = textOf(ctx.query.since);
    const event = await admit(services, (ctx.params as { eventId: string }).eventId);
    if (ctx.res.destroyed) {
      ctx.respond = false;
      return;
    }
    const channel = channels.of(event);
    const full = refusalWhenFull(channel, config.MAX_CONNECTIONS_PER_EVENT);
    if (full) throw full;
    ctx.set('Cache-Control', 'no-store');
    const messages = await new Promise<LiveMessage[]>((resolve, reject) => {
      const connection = pollConnection(wait * 1_000, (answered, ending) => {
        channel.leave(subscriber);
        // Else a client would ask again at once, and again.
        if (ending === ENDINGS.failure) reject(new Error('the live channel could not be read'));
        else resolve(answered);
      });
      ctx.res.once('close', connection.cancel);
      const subscriber = channel.join(connection, view, since);
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

const textOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value ? value : undefined;
