import { createServer, type IncomingMessage, type Server, type ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import Koa from 'koa';
import { AppError } from '../../lib/errors';
import { errorFields, type Log } from '../log';
import { errors } from '../middleware/errors';
import { requestLog } from '../middleware/requestLog';
import { unreadBodies } from '../middleware/unreadBodies';
import { answerRaw, destroySocket } from '../rawAnswer';
import type { SlalomLive } from '../slalomLive';
import { handleMalformed } from './malformed';
import { OneAtATime } from './OneAtATime';
import { believeProxies, type TrustedProxies } from './trustedProxies';
import { UpgradableRequest } from './UpgradableRequest';

/**
 * How long a connection without a request is kept, in milliseconds: longer than the 60 s of common proxies. One that is
 * closed in the moment in which a proxy sends the next request on it is a 502 to the client.
 */
const KEEP_ALIVE_MS = 65_000;

/** How long headers may take to come, and how often it is looked which have not; in milliseconds. */
const MAX_HEADERS_MS = 20_000;
const MAX_CHECK_MS = 5_000;

/** What a connection that broke before its answer was read ends in. */
const GONE = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

export interface HttpParts {
  live: Pick<SlalomLive, 'middleware' | 'upgrade'>;
  log: Log;
  trustProxy: TrustedProxies;
  /** How long a request may take to come whole. */
  requestSeconds: number;
}

/** The HTTP server around the stack, which does not listen yet, and its connections. */
export function httpServerOf(parts: HttpParts): { server: Server; connections: OneAtATime } {
  const { live, log } = parts;
  const handle = appOf(parts).callback();
  const connections = new OneAtATime((request, response) => void handle(request, response));
  const server = createServer(
    { IncomingMessage: UpgradableRequest, keepAliveTimeout: KEEP_ALIVE_MS, ...timeouts(parts) },
    connections.take,
  );
  server.on('connection', connections.connect);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // At once: a peer that goes away while it waits must not bring the process down.
    socket.on('error', destroySocket);
    connections.upgrade(socket, () => {
      if (live.upgrade(request, socket, head)) return;
      answerRaw(socket, { status: 404, body: { error: 'NotFound', message: 'There is nothing here.' } });
    });
  });
  handleMalformed(server, log, connections);
  return { server, connections };
}

/** Whoever sends a request a byte at a time is not waited for. */
const timeouts = ({ requestSeconds }: HttpParts): ServerOptions => ({
  requestTimeout: requestSeconds * 1_000,
  headersTimeout: Math.min(MAX_HEADERS_MS, requestSeconds * 1_000),
  connectionsCheckingInterval: Math.min(MAX_CHECK_MS, requestSeconds * 250),
});

/** The stack, and an answer for what it has none for. */
function appOf({ live, log, trustProxy }: HttpParts): Koa {
  const app = new Koa({ proxy: trustProxy !== 0 });
  app.on('error', (error: NodeJS.ErrnoException) => {
    // A viewer whose connection broke is everyday life, and no fault of ours.
    const isGone = GONE.has(error.code ?? '');
    log[isGone ? 'debug' : 'error']({ err: errorFields(error) }, 'response failed');
  });
  if (trustProxy !== 0) app.use(believeProxies(trustProxy));
  app.use(live.middleware());
  app.use(requestLog(log));
  app.use(unreadBodies());
  app.use(errors(log));
  app.use((ctx) => {
    throw new AppError(404, 'NotFound', `There is nothing at ${ctx.path}.`);
  });
  return app;
}
