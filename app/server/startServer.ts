import type { Server } from 'node:http';
import { Server as TcpServer, type AddressInfo } from 'node:net';
import type { Log } from '../log';
import { slalomLive } from '../slalomLive';
import type { Settings } from '../settings';
import { httpServerOf } from './httpServer';
import { clientAddressOf } from './trustedProxies';

/** Connections that may wait to be accepted; the system's 511 doubles the time of a storm of connects. */
const BACKLOG = 4096;
/** How often a stopping server looks for connections without a request, in milliseconds. */
const IDLE_CHECK_MS = 200;

export interface ServerParts {
  settings: Settings;
  log: Log;
  /** Milliseconds since 1970; tests bring their own. */
  clock?: () => number;
  /** Called when the server can't go on. */
  onFailure?: (error: Error) => void;
}

export interface RunningServer {
  /** For example `http://127.0.0.1:3000`. */
  url: string;
  /** Stops cleanly; see `close` below for the order. */
  close: () => Promise<void>;
}

/**
 * Opens the stack, starts listening, and answers when requests are served. Where that fails all that was opened is
 * closed again.
 */
export async function startServer({ settings, ...parts }: ServerParts): Promise<RunningServer> {
  const { port, host, logLevel: _logLevel, trustProxy, requestSeconds, ...options } = settings;
  const live = await slalomLive({ ...options, ...parts, clientAddress: clientAddressOf(trustProxy) });
  const { server, connections } = httpServerOf({ live, log: parts.log, trustProxy, requestSeconds });
  try {
    await listen(server, port, host);
  } catch (error) {
    await live.close();
    throw error;
  }

  /** New ones are refused, viewers are told to come back, running requests end, then what they used. */
  async function close(): Promise<void> {
    connections.stop();
    // HTTP's own `close` would reset kept connections at once, perhaps with a request on its way.
    const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
    void live.drain();
    const idle = setInterval(() => {
      server.closeIdleConnections();
      connections.cutUnused();
    }, IDLE_CHECK_MS);
    const cut = setTimeout(() => {
      connections.cut();
    }, settings.shutdownMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
    await live.close();
  }

  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host ?? '127.0.0.1'}:${taken}${settings.prefix ?? ''}`, close };
}

const listen = (server: Server, port: number, host: string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
