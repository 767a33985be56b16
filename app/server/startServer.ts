import type { Server } from 'node:http';
import { Server as TcpServer, type AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Log } from '../log';
import { slalomLive } from '../slalomLive';
import { ofStack, type Settings } from '../settings';
import { httpServerOf } from './httpServer';
import { metricsServer } from './metricsServer';
import { RegularBackups } from './RegularBackups';
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
  const { port, host, trustProxy, requestSeconds } = settings;
  const metrics = settings.metricsPort > 0 ? metricsServer(ownPort(settings), settings.metricsHost) : null;
  const registry = metrics?.registry;
  const live = await slalomLive({
    ...{ ...ofStack(settings), ...parts, clientAddress: clientAddressOf(trustProxy) },
    ...(registry && { registry }),
  });
  const { server, connections } = httpServerOf({ live, log: parts.log, trustProxy, requestSeconds });
  let backups: RegularBackups | null = null;
  try {
    backups = regularBackups(settings, parts.log, registry);
    const metricsUrl = await metrics?.listen();
    if (metricsUrl !== undefined) parts.log.info({ url: metricsUrl }, 'metrics are read');
    await listen(server, port, host);
  } catch (error) {
    await Promise.all([live.close(), metrics?.close(), backups?.close()]);
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
    await Promise.all([live.close(), metrics?.close(), backups?.close()]);
  }

  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host ?? '127.0.0.1'}:${taken}${settings.prefix ?? ''}`, close };
}

/** Each of several processes of PM2 has a number, which begins with 0. */
const ownInstance = (): number => Number(process.env.NODE_APP_INSTANCE ?? 0);

/** Whoever asks for metrics wants those of a certain process. */
const ownPort = ({ metricsPort }: Settings): number => metricsPort + ownInstance();

/** One process of several makes them. */
function regularBackups(settings: Settings, log: Log, registry: Registry | undefined): RegularBackups | null {
  const { backupFolder } = settings;
  if (backupFolder === undefined || ownInstance() > 0) return null;
  return new RegularBackups({ settings: { ...settings, backupFolder }, log, ...(registry && { registry }) });
}

const listen = (server: Server, port: number, host: string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
