import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createApp } from './http';
import { sseHandler } from './live/sse';
import { UpgradableRequest, upgrades } from './live/ws';
import { handleMalformed } from './malformed';
import { OneAtATime } from './OneAtATime';
import type { Services } from './services';

/**
 * How long a connection without a request is kept, in milliseconds: longer than the 60 s of common proxies. One that is
 * closed in the moment in which a proxy sends the next request on it is a 502 to the client.
 */
const KEEP_ALIVE_MS = 65_000;

/** A listener shared by all: one made for each socket would keep its request for as long as the socket lives. */
function destroy(this: Duplex): void {
  this.destroy();
}

/** The HTTP server of these services, which does not listen yet, and its connections. */
export function httpServerOf(services: Services): { server: Server; connections: OneAtATime } {
  const { log, turns } = services;
  const handleStream = sseHandler(services);
  const handle = createApp(services).callback();
  const connections = new OneAtATime((request, response) => {
    const answer = (): void => {
      // Gone while it waited for its turn.
      if (response.destroyed) return;
      if (!handleStream(request, response)) void handle(request, response);
    };
    // What asks whether the server is there is not to wait for a crowd.
    const isReader = request.method === 'GET' || request.method === 'HEAD';
    if (isReader && request.url !== '/health') turns.take(answer);
    else answer();
  });
  const server = createServer(
    { IncomingMessage: UpgradableRequest, keepAliveTimeout: KEEP_ALIVE_MS },
    connections.take,
  );
  server.on('connection', connections.connect);
  const upgrade = upgrades(services);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // At once: a peer that goes away while it waits must not bring the process down.
    socket.on('error', destroy);
    connections.upgrade(socket, () => {
      upgrade(request, socket, head);
    });
  });
  handleMalformed(server, log, connections);
  return { server, connections };
}
