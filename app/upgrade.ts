import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '../lib/errors';
import type { Subscriber } from '../lib/live/Subscriber';
import { wsConnection } from '../lib/live/wsConnection';
import { admit, refusalWhenFull } from './admission';
import type { Services } from './services';
import { viewOf } from './view';

/** A client has nothing to send; this is only so that a small mistake does not end the connection. */
const MAX_CLIENT_MESSAGE_BYTES = 16 * 1024;

const PATH = /^\/api\/v1\/events\/([^/]+)\/ws\/?$/;

/** Answers upgrade requests: the live channel on WebSocket, or the refusal as JSON before any upgrade. */
export function handleUpgrades(server: Server, services: Services): void {
  const { log, config, channels, heartbeats } = services;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
  });

  // ws would answer a bad handshake with a page.
  sockets.on('wsClientError', ({ message }, socket) => {
    refuse(socket, badRequest(`The WebSocket handshake is not valid: ${message}.`));
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // At once: a peer that goes away while the event is looked up must not bring the process down.
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => {
      if (!(error instanceof AppError)) log.error({ err: error }, 'unexpected error');
      refuse(
        socket,
        error instanceof AppError
          ? error
          : new AppError(500, 'InternalError', 'Something went wrong here; the log says what.'),
      );
    });
  });

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const [path = '/', search] = (request.url ?? '/').split('?', 2);
    const eventId = PATH.exec(path)?.[1];
    if (eventId === undefined) throw new AppError(404, 'NotFound', `There is no WebSocket at ${path}.`);
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw badRequest('Upgrade: expected websocket.');
    }
    const query = Object.fromEntries(new URLSearchParams(search));
    const view = viewOf(query);
    const event = await admit(services, decoded(eventId));
    const channel = channels.of(event);
    const full = refusalWhenFull(channel, config.MAX_CONNECTIONS_PER_EVENT);
    if (full) throw full;
    // Calls back in this very turn, so that no one else can take the last place in between; not at all
    // where the peer is gone.
    sockets.handleUpgrade(request, socket, head, (ws) => {
      let subscriber: Subscriber | null = null;
      const connection = wsConnection(ws, heartbeats.ws, () => {
        if (subscriber) channel.leave(subscriber);
      });
      subscriber = channel.join(connection, view, query.since);
    });
  }
}

const badRequest = (message: string): AppError => new AppError(400, 'BadRequest', message);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest('The event id in the path is not well-formed.');
  }
}

/** The answer that every other route would give, written by hand: before an upgrade there is no response object. */
function refuse(socket: Duplex, { status, code, message, details }: AppError): void {
  const body = JSON.stringify({ error: code, message, ...details });
  // A peer that never closes its side would keep the socket for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      'Connection: close\r\n\r\n' +
      body,
  );
}
