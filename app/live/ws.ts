import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import { AppError, servedElsewhere } from '../../lib/errors';
import { LiveSocket, WsConnection, type Deflating } from '../../lib/live/transports/WsConnection';
import { admit, refusal } from './admission';
import { readSocketPath } from './socketPath';
import { answerOf } from '../middleware/errors';
import { checkAddress } from '../middleware/noNul';
import { valid } from '../middleware/validate';
import { answerRaw } from '../rawAnswer';
import { liveQuery } from '../schemas';
import type { Services } from '../services';

/** A client has nothing to send; this is only so that a small mistake does not end the connection. */
const MAX_CLIENT_MESSAGE_BYTES = 16 * 1024;

/** How long a closed peer may take to answer the close before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Answers upgrade requests: the live channel on WebSocket, or the refusal as JSON before any upgrade. Errors of the socket
 * are the caller's.
 */
export function upgrades(
  services: Services,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { log, heartbeats, prefix, settings } = services;
  const options: ServerOptions<typeof LiveSocket> & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    WebSocket: LiveSocket,
    // Negotiated here; messages are compressed once for all in lib/live. A client may keep its history
    // for what we send, which we would rather it does, and none for what it sends, which is nothing.
    perMessageDeflate: { clientNoContextTakeover: true },
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    // Missing in ws's types.
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  const sockets = new WebSocketServer(options);

  // Told just before the connection is handed over, and not asked for afterwards by ws's API.
  let deflating: Deflating = 'none';
  sockets.on('headers', (headers) => {
    deflating = deflatingOf(headers.find((header) => header.startsWith('Sec-WebSocket-Extensions:')) ?? '');
  });
  // ws would answer a bad handshake with a page.
  sockets.on('wsClientError', ({ message }, socket) => {
    refuse(socket, badRequest(`The WebSocket handshake is not valid: ${message}.`));
  });

  return (request, socket, head) => {
    upgrade(request, socket, head).catch((error: unknown) => {
      refuse(socket, error);
    });
  };

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    checkAddress(request.url);
    const live = readSocketPath(prefix, request.url);
    if (!live) throw new AppError(404, 'NotFound', 'There is no WebSocket at this path.');
    if (settings.role === 'ingest') throw servedElsewhere('The live channel');
    const query = valid(liveQuery, live.query);
    const admission = await admit(services, request, { eventId: live.eventId, ...query }, 'ws');
    // Gone meanwhile: its close was then.
    if (socket.destroyed) return;
    const refused = refusal(admission, services, request, socket);
    if (refused) throw refused;
    // The handshake and a snapshot that is at hand leave in one write.
    socket.cork();
    process.nextTick(() => {
      socket.uncork();
    });
    // Calls back in this very turn, so that no one else can take the last place in between; not at all
    // where the peer is gone.
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new WsConnection(ws, socket, deflating, heartbeats.ws);
      admission.channel.join(connection, admission.known, admission.since, admission.viewer);
    });
  }

  /** The answer that every other route would give. */
  function refuse(socket: Duplex, error: unknown): void {
    answerRaw(socket, answerOf(error, log));
  }
}

const badRequest = (message: string): AppError => new AppError(400, 'BadRequest', message);

/** What was negotiated, from the answer's header (RFC 7692, section 7.1). */
export function deflatingOf(extensions: string): Deflating {
  if (!extensions.includes('permessage-deflate')) return 'none';
  const bits = /server_max_window_bits=(\d+)/.exec(extensions)?.[1];
  if (bits !== undefined && Number(bits) < 15) return 'none';
  return extensions.includes('server_no_context_takeover') ? 'blocks' : 'context';
}
