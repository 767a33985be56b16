import type { Server } from 'node:http';
import { Server as TcpServer, type AddressInfo } from 'node:net';
import type { Config } from './config';
import { httpServerOf } from './httpServer';
import { closeServices, openServices, type ServiceParts } from './openServices';

/** Connections that may wait to be accepted; the system's 511 doubles the time of a storm of connects. */
const BACKLOG = 4096;
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
  const { config } = parts;
  const services = await openServices(parts);
  const { channels } = services;
  const { server, connections } = httpServerOf(services);
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
