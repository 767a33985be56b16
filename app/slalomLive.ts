import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Middleware } from 'koa';
import { isBelow } from './live/socketPath';
import { upgrades } from './live/ws';
import { closeServices, openServices } from './openServices';
import type { SlalomLiveOptions } from './options';
import { answerRaw, destroySocket } from './rawAnswer';
import type { Services } from './services';
import { stackOf, type Parts } from './stack';

/** What the writer may take at least, in milliseconds, where requests took all the time that there was to stop. */
const LEAST_WRITER_MS = 500;
/** How often a draining stack looks for viewers who were just being let in, in milliseconds. */
const DRAIN_CHECK_MS = 200;

/** A running stack. */
export interface SlalomLive {
  /** Everything below the prefix, as one Koa middleware; what is not its own goes to the next. */
  middleware: () => Middleware;
  /** The same in parts, for a host that puts something of its own before one of them. */
  routes: Parts;
  /** Takes the WebSockets below the prefix from a server; other upgrades stay others'. */
  attach: (server: Server) => void;
  /**
   * What {@link attach} does with one upgrade request: false where it is not below the prefix. The socket's errors are the
   * caller's.
   */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Sends every viewer away, to come back to another process or later; resolves when no request is being answered. */
  drain: () => Promise<void>;
  /** Drains, then closes everything that it opened. */
  close: () => Promise<void>;
}

/**
 * Opens the stack: brings the schema up to date, and answers when requests can be served. Throws `SettingsError` for
 * options that are wrong, and whatever keeps the database from being opened; then nothing is left open.
 */
export const slalomLive = async (options: SlalomLiveOptions): Promise<SlalomLive> =>
  runningStack(await openServices(options));

/** The stack of these services, which it closes. */
export function runningStack(services: Services): SlalomLive {
  const { channels, requests, prefix, settings } = services;
  const { parts, all } = stackOf(services);
  const answerUpgrade = upgrades(services);
  const attached: (() => void)[] = [];
  let closing: Promise<void> | null = null;

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    if (!isBelow(prefix, request.url)) return false;
    answerUpgrade(request, socket, head);
    return true;
  };

  function attach(server: Server): void {
    const take = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // At once: a peer that goes away while it waits must not bring the process down.
      if (isBelow(prefix, request.url)) socket.on('error', destroySocket);
      if (upgrade(request, socket, head) || server.listenerCount('upgrade') > 1) return;
      // Nobody else would ever answer it.
      const message = `There is no WebSocket at ${request.url ?? '/'}.`;
      answerRaw(socket, { status: 404, body: { error: 'NotFound', message } });
    };
    server.on('upgrade', take);
    attached.push(() => server.off('upgrade', take));
  }

  async function drain(): Promise<void> {
    channels.close('shutdown');
    const again = setInterval(() => {
      channels.close('shutdown');
    }, DRAIN_CHECK_MS);
    await requests.idle(settings.shutdownMs);
    clearInterval(again);
  }

  async function closeAll(): Promise<void> {
    const deadline = performance.now() + settings.shutdownMs;
    for (const detach of attached) detach();
    await drain();
    requests.stop();
    await closeServices(services, Math.max(LEAST_WRITER_MS, deadline - performance.now()));
  }

  return {
    middleware: () => all,
    routes: parts,
    attach,
    upgrade,
    drain,
    close: () => (closing ??= closeAll()),
  };
}
