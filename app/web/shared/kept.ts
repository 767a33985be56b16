/**
 * What a device keeps of an event for when there is no network: the service worker its pages, and this the last state.
 * Where a browser offers neither (without https, in private windows) pages work as ever with a network.
 */
import type { FirstState } from './firstState';
import type { LiveFeed } from './live';
import { pagePrefix } from './prefix';

/** A state with the time at which it was known to be so, by this device's clock; ms since 1970. */
export interface KeptState extends Omit<FirstState, 'races'> {
  /** As in `FirstState`; null for all. */
  races: string[] | null;
  knownAt: number;
}

const CACHE = 'slalom-live-states';
/** Of so many events a state is kept. */
const MOST_KEPT = 5;
/** How often the state is kept while a page is looked at; also whenever it is left. */
const KEEP_MS = 60_000;

const addressOf = (eventId: string): string => `${pagePrefix()}/kept/${encodeURIComponent(eventId)}`;

/** What was kept of an event; null for nothing. */
export async function keptState(eventId: string): Promise<KeptState | null> {
  try {
    const kept = await caches.match(addressOf(eventId), { cacheName: CACHE });
    return kept ? ((await kept.json()) as KeptState) : null;
  } catch {
    return null;
  }
}

function keptOf(feed: LiveFeed): KeptState {
  const { part, ...data } = feed.state;
  return {
    message: { type: 'full', id: feed.cursor, at: new Date(feed.serverNow()).toISOString(), data },
    races: part === undefined ? null : [...part.held],
    begun: part === undefined ? [] : [...part.begun],
    knownAt: feed.status.heardAt ?? Date.now(),
  };
}

async function keepState(state: KeptState, eventId: string): Promise<void> {
  const cache = await caches.open(CACHE);
  const address = addressOf(eventId);
  await cache.delete(address);
  await cache.put(address, new Response(JSON.stringify(state)));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MOST_KEPT).map((old) => cache.delete(old)));
}

/** Has the worker serve this page where there is no network, and keeps the state of the feed from now on. */
export function keepForOffline(feed: LiveFeed): void {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  navigator.serviceWorker
    .register(`${feed.prefix}/sw.js`, { scope: `${feed.prefix}/` })
    .catch(() => undefined);
  let kept: unknown = null;
  const keep = (): void => {
    if (feed.state === kept || feed.status.heardAt === null) return;
    kept = feed.state;
    // Where there is no room for it, there is none.
    keepState(keptOf(feed), feed.eventId).catch(() => undefined);
  };
  setInterval(keep, KEEP_MS);
  setTimeout(keep, KEEP_MS / 10);
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep();
  });
  addEventListener('pagehide', keep);
}
