import Router from '@koa/router';
import type { ServerResponse } from 'node:http';
import { outageOf } from '../../lib/db/outage';
import { AppError, databaseAway } from '../../lib/errors';
import { steppedCursor } from '../../lib/live/cursor';
import { PollConnection, type PollAnswer } from '../../lib/live/transports/PollConnection';
import { answerBusy, SSE_HEADERS, SseConnection } from '../../lib/live/transports/SseConnection';
import { openToViewers } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { eventParams, liveQuery, pollQuery } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { admit, refusal, type Admission } from './admission';

/** The live channel over HTTP: Server-Sent Events and long-poll. */
export function liveRoutes(services: Services): Router<object, object> {
  const router = new Router<object, object>({ prefix: '/api/v1/events/:eventId' });
  const open = openToViewers(services);

  router.get('/sse', open, validate({ params: eventParams, query: liveQuery }), async (ctx) => {
    const { params, query } = ctx.valid;
    const since = ctx.get('Last-Event-ID') || query.since;
    let admission: Admission;
    try {
      admission = await admit(services, ctx.req, { ...params, ...query, since }, 'sse');
    } catch (error) {
      const outage = outageOf(error);
      const later = outage ?? (error instanceof AppError && error.status === 429 ? error : null);
      if (!later) throw error;
      ctx.respond = false;
      answerBusy(ctx.res, later, outage ? 'failure' : 'busy');
      return;
    }
    if (ctx.method === 'HEAD') {
      ctx.set(SSE_HEADERS);
      ctx.status = 200;
      return;
    }
    // Gone while the event was looked up: its close was then, and no other would end the subscription.
    if (isGone(ctx)) return;
    const refused = refusal(admission, services, ctx.req, ctx.res);
    // From here on the answer is ours: Koa's would be over when this returns.
    ctx.respond = false;
    if (refused) {
      answerBusy(ctx.res, refused, 'busy');
      return;
    }
    // Koa waits for the answer's end by a listener that holds the context, 5 kB of a stream that lasts for hours. For
    // Koa it is over; Node knows no such event of an answer.
    ctx.res.emit('end');
    const isGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(ctx.get('Accept-Encoding'));
    const connection = new SseConnection(ctx.req, ctx.res, isGzip, services.heartbeats.sse);
    admission.channel.join(connection, admission.known, admission.since, admission.viewer);
  });

  router.get('/poll', open, validate({ params: eventParams, query: pollQuery }), async (ctx) => {
    const { params, query } = ctx.valid;
    const admission = await admit(services, ctx.req, { ...params, ...query }, 'poll');
    if (isGone(ctx)) return;
    const refused = refusal(admission, services, ctx.req, ctx.res);
    if (refused) throw refused;
    const { channel, known, since, viewer } = admission;
    const answer = await new Promise<PollAnswer | null>((resolve) => {
      const connection = new PollConnection(query.waitMs, resolve);
      ctx.res.once('close', () => {
        connection.cancel();
        // Nobody is there to be answered; who waits for the running requests is not to wait for this one.
        resolve(null);
      });
      channel.join(connection, known, since, viewer);
    });
    if (answer === null) {
      ctx.respond = false;
      return;
    }
    // Else a client would ask again at once, and again.
    if (answer.kind === 'ended' && answer.ending === 'failure') {
      if (services.watch.awayMs() !== null) throw databaseAway();
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

/** Whether nobody is there any more to be answered. */
function isGone(ctx: { res: ServerResponse; respond?: boolean | undefined }): boolean {
  if (!ctx.res.destroyed) return false;
  ctx.respond = false;
  return true;
}
