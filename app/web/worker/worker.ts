/**
 * The service worker: what was seen once opens without a network, too, and notifications are shown while no page is open. What
 * the server answers always goes first; a page's age is told by the page.
 */
declare const self: ServiceWorkerGlobalScope;

const CACHE = 'slalom-live-pages';
/** Pages and what they load: the newest so many are kept. */
const MOST_KEPT = 60;
/** Answers of a proxy whose server is away. */
const AWAY = new Set([502, 503, 504]);
/** A network that brings nothing for so long counts as none: what was seen last is there, and goes on when it can. */
const SILENT_MS = 4_000;

self.addEventListener('install', () => {
  void self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (isKept(pathname)) event.respondWith(page(request));
  } else if (/\/assets\/[^/]+$/.test(pathname)) {
    event.respondWith(asset(request));
  }
});

/** What the server sends (Declarative Web Push, https://www.w3.org/TR/push-api/): some browsers show it without asking us. */
interface Told {
  notification: { title: string; navigate: string } & NotificationOptions;
}

self.addEventListener('push', (event) => {
  const { notification } = (event.data?.json() ?? {}) as Partial<Told>;
  if (!notification) return;
  const { title, navigate, ...options } = notification;
  event.waitUntil(
    self.registration.showNotification(title, {
      ...options,
      data: navigate,
      icon: new URL('icon.svg', self.registration.scope).href,
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const address = String(event.notification.data ?? self.registration.scope);
  event.waitUntil(open(address));
});

/** Shows the event where it is open already, else in a new window. */
async function open(address: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' });
  const shown = windows.find(({ url }) => url.startsWith(address));
  await (shown ? shown.focus() : self.clients.openWindow(address));
}

/**
 * Whether a page is one to be kept: of all or of one event. What only operators see is not left on a device, and other pages below
 * the same address are somebody else's.
 */
const isKept = (path: string): boolean =>
  /^$|^(events|embed)\//.test(path.slice(new URL(self.registration.scope).pathname.length));

/** From the server; where it cannot be reached, or is silent, as it was last seen, whatever its query said. */
async function page(request: Request): Promise<Response> {
  const asked = fromServer(request);
  const answer = await Promise.race([asked.catch(() => null), silence()]);
  if (answer && !AWAY.has(answer.status)) return answer;
  const kept = await caches.match(request, { cacheName: CACHE, ignoreSearch: true, ignoreVary: true });
  return kept ?? asked;
}

/** The name of an asset changes with its content: one that is kept is right for ever. */
const asset = async (request: Request): Promise<Response> =>
  (await caches.match(request, { cacheName: CACHE, ignoreVary: true })) ?? fromServer(request);

async function fromServer(request: Request): Promise<Response> {
  const answer = await fetch(request);
  if (answer.ok) await keep(request, answer.clone());
  return answer;
}

const silence = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, SILENT_MS, null));

async function keep(request: Request, answer: Response): Promise<void> {
  try {
    const cache = await caches.open(CACHE);
    // Anew, so that the newest is the last one.
    await cache.delete(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true });
    await cache.put(request, answer);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, -MOST_KEPT).map((old) => cache.delete(old)));
  } catch {
    // A device that is full shows what the server says all the same.
  }
}

export {};
