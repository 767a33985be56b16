import Router from '@koa/router';
import type { Context } from 'koa';
import { AppError } from '../../lib/errors';
import { steppedCursor } from '../../lib/live/cursor';
import { PollConnection, type PollAnswer } from '../../lib/live/transports/PollConnection';
import { answerBusy, SSE_HEADERS, SseConnection } from '../../lib/live/transports/SseConnection';
import { validate } from '../middleware/bodies';
import { openToAll } from '../middleware/openToAll';
import { pollSchema } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { admit, refusal } from './admission';

/** The live channel over HTTP: Server-Sent Events and long-poll. */
export function liveRoutes(services: Services): Router {
  const router = new Router({ prefix: '/api/v1/events/:eventId' });
  const open = openToAll(services.turns);

  router.get('/sse', open, async (ctx) => {
    const lastEventId = ctx.get('Last-Event-ID');
    const query = { ...ctx.query, ...(lastEventId && { since: lastEventId }) };
    const admission = await admit(services, eventIdIn(ctx), query, 'sse');
    if (ctx.method === 'HEAD') {
      ctx.set(SSE_HEADERS);
      ctx.status = 200;
      return;
    }
    // Gone while the event was looked up: its close was then, and no other would end the subscription.
    if (isGone(ctx)) return;
    const refused = refusal(admission, services);
    // From here on the answer is ours: Koa's would be over when this returns.
    ctx.respond = false;
    if (refused) {
      answerBusy(ctx.res, { error: refused.code, message: refused.message, ...refused.details });
      return;
    }
    // Koa waits for the answer's end by a listener that holds the context, 5 kB of a stream that lasts for hours. For
    // Koa it is over; Node knows no such event of an answer.
    ctx.res.emit('end');
    const isGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(ctx.get('Accept-Encoding'));
    const connection = new SseConnection(ctx.req, ctx.res, isGzip, services.heartbeats.sse);
    admission.channel.join(connection, admission.known, admission.since);
  });

  router.get('/poll', open, async (ctx) => {
    const { wait } = validate(pollSchema, ctx.query);
    const admission = await admit(services, eventIdIn(ctx), ctx.query, 'poll');
    if (isGone(ctx)) return;
    const refused = refusal(admission, services);
    if (refused) throw refused;
    const { channel, known, since } = admission;
    const answer = await new Promise<PollAnswer | null>((resolve) => {
      const connection = new PollConnection(wait * 1_000, resolve);
      ctx.res.once('close', () => {
        connection.cancel();
        // Nobody is there to be answered; who waits for the running requests is not to wait for this one.
        resolve(null);
      });
      channel.join(connection, known, since);
    });
    if (answer === null) {
      ctx.respond = false;
      return;
    }
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

  router.get('/ws', open, (ctx) => {
    ctx.set('Upgrade', 'websocket');
    throw new AppError(426, 'UpgradeRequired', 'This is a WebSocket; for plain HTTP use /sse or /poll.');
  });

  return router;
}

const eventIdIn = (ctx: Context): string => (ctx.params as { eventId: string }).eventId;

/** Whether nobody is there any more to be answered. */
function isGone(ctx: Context): boolean {
  if (!ctx.res.destroyed) return false;
  ctx.respond = false;
  return true;
}
