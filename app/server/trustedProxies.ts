import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import proxyaddr from 'proxy-addr';

/** How many proxies in a row write headers that are believed, or their addresses (also as 10.0.0.0/8). None: 0. */
export type TrustedProxies = number | string[];

/** Throws TypeError for what is no address. */
export function trustOf(proxies: TrustedProxies): (address: string, hop: number) => boolean {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxyaddr.compile(proxies);
}

/** The client's address, as far as proxies are believed; '' of one that has gone meanwhile. */
export function clientAddressOf(proxies: TrustedProxies): (request: IncomingMessage) => string {
  const trust = trustOf(proxies);
  // Its types do not know that a closed socket has no address.
  return (request) => proxyaddr(request, trust) || '';
}

/**
 * Says who asks, by which protocol and for which host. Of X-Forwarded-For, which the client itself may have begun, only what
 * believed proxies wrote counts; the other headers only where the one next to us is one of them.
 */
export function believeProxies(proxies: TrustedProxies): Middleware {
  const trust = trustOf(proxies);
  const addressOf = clientAddressOf(proxies);
  return async (ctx, next) => {
    ctx.request.ip = addressOf(ctx.req);
    if (!trust(ctx.req.socket.remoteAddress ?? '', 0)) {
      Object.defineProperty(ctx.request, 'protocol', { value: 'http' });
      Object.defineProperty(ctx.request, 'host', { value: ctx.get('Host') });
    }
    await next();
  };
}
