import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Server as TcpServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Config } from './config';
import { createApp } from './http';
import { handleMalformed } from './malformed';
import { OneAtATime } from './OneAtATime';
import { closeServices, openServices, type ServiceParts } from './openServices';
import { sseHandler } from './live/sse';
import { UpgradableRequest, upgrades } from './live/ws';

/** Connections that may wait to be accepted; the system's 511 doubles the time of a storm of connects. */
const BACKLOG = 4096;
/**
 * How long a connection without a request is kept, in milliseconds: longer than the 60 s of common proxies. One that is
 * closed in the moment in which a proxy sends the next request on it is a 502 to the client.
 */
const KEEP_ALIVE_MS = 65_000;
/** How often a stopping server looks for connections without a request, in milliseconds. */
const IDLE_CHECK_MS = 200;
/** What the writer may take at least, in milliseconds, where requests took all the time that there was to stop. */
const LEAST_WRITER_MS = 500;

export interface RunningServer {
  /** For example `http://127.0.0.1:3000`. */
  url: string;
  /** Stops cleanly; see `close` below for the order. */
  close: () => Promise<void>;
}

/**
 * Brings the schema up to date, starts listening, and answers when requests are served. Where that fails all that was
 * opened is closed again.
 */
export async function startServer(parts: ServiceParts): Promise<RunningServer> {
  const { config, log } = parts;
  const services = await openServices(parts);
  const { channels, turns } = services;
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
    socket.on('error', () => socket.destroy());
    connections.upgrade(socket, () => {
      upgrade(request, socket, head);
    });
  });
  handleMalformed(server, log, connections);
  try {
    await listen(server, config);
  } catch (error) {
    await closeServices(services, config.SHUTDOWN_MS);
    throw error;
  }

  /** New ones are refused, viewers are told to come back, running requests end, then what they used. */
  async function close(): Promise<void> {
    const deadline = performance.now() + config.SHUTDOWN_MS;
    connections.stop();
    // HTTP's own `close` would reset kept connections at once, perhaps with a request on its way.
    const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
    channels.close('shutdown');
    const idle = setInterval(() => {
      server.closeIdleConnections();
      // Those who were being let in when the others were told.
      channels.close('shutdown');
    }, IDLE_CHECK_MS);
    const cut = setTimeout(() => {
      connections.cut();
    }, config.SHUTDOWN_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
    await closeServices(services, Math.max(LEAST_WRITER_MS, deadline - performance.now()));
  }

  const { port } = server.address() as AddressInfo;
  return { url: `http://${config.HOST ?? '127.0.0.1'}:${port}`, close };
}

const listen = (server: Server, { PORT, HOST }: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: PORT, host: HOST, backlog: BACKLOG }, resolve);
  });
