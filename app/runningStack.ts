import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isBelow } from './live/socketPath';
import { upgrades } from './live/ws';
import { closeServices } from './openServices';
import { answerRaw, destroySocket } from './rawAnswer';
import type { Services } from './services';
import type { SlalomLive } from './slalomLive';
import { stackOf } from './stack';

/** What the writer may take at least, in milliseconds, where requests took all the time that there was to stop. */
const LEAST_WRITER_MS = 500;
/** How often a draining stack looks for viewers who were just being let in, in milliseconds. */
const DRAIN_CHECK_MS = 200;

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
