import { TRANSPORTS, type LiveOptions, type Timings, type Transport } from './options';
import type { Means } from './transports/open';
import type { WebSocketConstructor } from './transports/ws';

/** A view as query parameters, the board token and what it is watched with; the same text for the same races, whatever their order. */
export function queryOf({
  view,
  races,
  board,
  as,
}: Pick<LiveOptions, 'view' | 'races' | 'board' | 'as'>): Record<string, string> {
  const query = { view, races: races && [...new Set(races)].sort().join(), board, as };
  // Without what is undefined.
  return JSON.parse(JSON.stringify(query)) as Record<string, string>;
}

/**
 * What connections are made with, and the transports to choose from, the best first. Throws TypeError where the one
 * that is forced is not there.
 */
export function meansOf(
  options: LiveOptions,
  { pollMs }: Timings,
): { means: Means; transports: readonly Transport[] } {
  const { url, eventId, transport } = options;
  const globals = globalThis as { WebSocket?: WebSocketConstructor };
  const WebSocket = options.WebSocket ?? globals.WebSocket;
  if (transport === 'ws' && !WebSocket) {
    throw new TypeError('no WebSocket; pass that of the package ws');
  }
  const target = {
    base: `${url.replace(/\/+$/, '')}/api/v1/events/${encodeURIComponent(eventId)}`,
    query: queryOf(options),
    // Not the function itself: browsers' fetch wants to be called on its window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  };
  return {
    means: { target, WebSocket, pollMs },
    transports: transport ? [transport] : TRANSPORTS.filter((one) => one !== 'ws' || WebSocket),
  };
}
