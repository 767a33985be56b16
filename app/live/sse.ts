import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../lib/errors';
import { answerBusy, SSE_HEADERS, SseConnection } from '../../lib/live/transports/SseConnection';
import { admit, refusal } from './admission';
import { readLivePath, type LivePath } from './livePath';
import { answerOf } from '../middleware/errors';
import { requestIdOf } from '../middleware/requestLog';
import type { Services } from '../services';

/**
 * The live channel on Server-Sent Events. It does not go through Koa: a stream lasts for hours, and would keep
 * the context, the request's headers and the middleware's closures in memory for as long.
 *
 * Answers whether the request was for a stream.
 */
export function sseHandler(
  services: Services,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { log } = services;
    const requestId = requestIdOf(request);
    const fail = (error: unknown): void => {
      answerError(response, requestId, answerOf(error, log, requestId));
    };
    let live: LivePath | null;
    try {
      live = readLivePath(request.url);
    } catch (error) {
      fail(error);
      return true;
    }
    if (live?.transport !== 'sse') return false;
    log.debug({ requestId, method: request.method, path: live.path }, 'stream');
    if (request.method === 'GET' || request.method === 'HEAD') {
      stream(services, live, request, response).catch(fail);
    } else {
      response.setHeader('Allow', 'GET, HEAD');
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else fail(methodNotAllowed(live.path, request.method));
    }
    return true;
  };
}

async function stream(
  services: Services,
  { eventId, query }: LivePath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const lastEventId = request.headers['last-event-id'];
  const since = lastEventId ? { since: lastEventId } : {};
  const admission = await admit(services, eventId, { ...query, ...since }, 'sse');
  if (request.method === 'HEAD') {
    response.writeHead(200, SSE_HEADERS).end();
    return;
  }
  // Gone while the event was looked up: its close was then, and no other would end the subscription.
  if (response.destroyed) return;
  const refused = refusal(admission, services);
  if (refused?.status === 503) {
    answerBusy(response, { error: refused.code, message: refused.message, ...refused.details });
    return;
  }
  if (refused) throw refused;
  const isGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(
    request.headers['accept-encoding']?.toString() ?? '',
  );
  const connection = new SseConnection(request, response, isGzip, services.heartbeats.sse);
  admission.channel.join(connection, admission.known, admission.since);
}

function answerError(
  response: ServerResponse,
  requestId: string,
  { status, body }: { status: number; body: object },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
  });
  response.end(JSON.stringify(body));
}

const methodNotAllowed = (path: string, method = ''): AppError =>
  new AppError(405, 'MethodNotAllowed', `${path} answers GET or HEAD, not ${method}.`);
