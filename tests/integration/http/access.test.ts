/**
 * Who may do what, and what is seen of an event: every route, with every credential, in every state of an event, on the
 * server and mounted in another application. The tables are those of `specs/security.md`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { WebSocket } from 'ws';
import type { Services } from '../../../app/services';
import { stackSettings } from '../../../app/settings';
import { routersOf } from '../../../app/stack';
import { EventApi, send } from '../../support/api';
import { everyForm } from '../../support/replaySubscribers';
import type { Row } from '../../bench/markdown';
import { startPortal } from '../../support/portal';
import { expectInSecurity } from '../../support/specTables';
import { springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const PASSWORD = 'one long password';
const MASTER = { 'X-Master-Key': PASSWORD };
/** In everything of the event that somebody could read. */
const MARK = 'Perlmutt';
const DETAILS = { startDate: '2026-05-30', endDate: '2026-05-31', location: MARK };
const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const XML = springSlalom({ event: { MainTitle: MARK } }).replaceAll('Dukla', MARK);

const SERVERS: [
  name: string,
  start: (env: Record<string, string>, clock: FakeClock) => Promise<TestServer>,
][] = [
  ['the server', (env, clock) => startTestServer({ env, clock })],
  ['a portal', (env, clock) => startPortal({ env, clock })],
];

interface Route {
  method: string;
  path: string;
}

/** Every route of some parts, as their routers have them. */
function routesOf(...parts: ('admin' | 'ingest' | 'live' | 'public' | 'pages')[]): Route[] {
  const services = {
    settings: stackSettings({ masterPasswords: [] }),
    prefix: '',
    log: pino({ level: 'silent' }),
  };
  const routers = routersOf(services as unknown as Services);
  const routes = parts.flatMap((part) =>
    routers[part].flatMap(({ stack }) =>
      stack.flatMap(({ path, methods }) => methods.map((method) => ({ method, path: String(path) }))),
    ),
  );
  return routes.filter(({ method }) => method !== 'HEAD');
}
const nameOf = ({ method, path }: Route): string => `\`${method} ${path}\``;

let server: TestServer;
let clock: FakeClock;
let events = 0;
async function start(of: (typeof SERVERS)[number][1]): Promise<void> {
  clock = new FakeClock();
  server = await of({ MASTER_PASSWORDS: PASSWORD, MAX_AUTH_FAILURES: '100000' }, clock);
}
afterEach(() => server.close());

interface Made {
  event: EventApi;
  boardToken: string;
  /** Of who has signed in with the event's key, and with the password. */
  cookies: { key: string; password: string };
}

/** What a browser sends that has signed in. */
async function cookieOf(body: object): Promise<string> {
  const { headers } = await send('POST', `${server.url}/api/v1/session`, { body });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}
const BY_SCRIPT = { 'X-Requested-With': 'test' };

async function make(): Promise<Made> {
  events += 1;
  const body = { eventId: `SPRING-${events}`, mainTitle: MARK, ...DETAILS, imageData: PNG };
  const { body: created } = await send('POST', `${server.url}/api/v1/admin/events`, {
    body,
    headers: MASTER,
  });
  const event = EventApi.of(server.url, body.eventId, created.apiKey as string);
  expect((await event.pushXml(XML)).status).toBe(200);
  const cookies = {
    key: await cookieOf({ apiKey: event.apiKey }),
    password: await cookieOf({ password: PASSWORD }),
  };
  return { event, boardToken: created.boardToken as string, cookies };
}

const addressOf = ({ path }: Route, { eventId }: EventApi): string =>
  server.url +
  path
    .replace(':eventId', eventId)
    .replace(':raceId', 'K1M_SR_6')
    .replace('board-images/:name', 'board-images/logo')
    .replace(':name', 'none.js')
    .replace(':graphic', 'oncourse.json')
    .replace(':athlete', 'K1M~1')
    .replace(':bib', '1')
    .replace(/\{?\.?:format\}?/, '.csv');

type Credential = [
  name: string,
  headers: (own: Made, other: Made) => Record<string, string>,
  isLate?: boolean,
];

const ANOTHERS = "another's key";

const CREDENTIALS: Credential[] = [
  ['nothing', () => ({})],
  ['wrong', () => ({ 'X-Master-Key': 'a guess', 'X-API-Key': 'f'.repeat(64) })],
  [ANOTHERS, (_own, other) => ({ 'X-API-Key': other.event.apiKey })],
  ['board token', ({ boardToken }) => ({ 'X-API-Key': boardToken, 'X-Master-Key': boardToken })],
  ['key as password', ({ event }) => ({ 'X-Master-Key': event.apiKey })],
  ['password as key', () => ({ 'X-API-Key': PASSWORD })],
  ['key, too late', ({ event }) => ({ 'X-API-Key': event.apiKey }), true],
  ['key', ({ event }) => ({ 'X-API-Key': event.apiKey })],
  ['password', () => MASTER],
  ["key's session", ({ cookies }) => ({ Cookie: cookies.key, ...BY_SCRIPT })],
  ['session', ({ cookies }) => ({ Cookie: cookies.password, ...BY_SCRIPT })],
  ['session, by another site', ({ cookies }) => ({ Cookie: cookies.password })],
];
/** Longer than keys work after an event. */
const LATE_MS = 30 * 24 * 3_600_000;

describe.each(SERVERS)('%s', (_server, of) => {
  test('who may do what', async () => {
    await start(of);
    const rows: Row[] = [];
    // Whoever signs in shows nothing before, and notifications are for everyone.
    const routes = routesOf('admin', 'ingest').filter(({ path }) => !/\/(session|push)$/.test(path));
    for (const route of routes) {
      const row: Row = { route: nameOf(route) };
      for (const [name, headersOf, isLate = false] of CREDENTIALS) {
        // Of its own, for some do what they are asked.
        const [own, other] = [await make(), await make()];
        if (isLate) clock.advance(LATE_MS);
        const { status, body } = await send(route.method, addressOf(route, own.event), {
          headers: headersOf(own, other),
          ...(route.method !== 'GET' && { body: {} }),
        });
        if (isLate) clock.advance(-LATE_MS);
        // A body that is none of its kind is complained about only to who may send one.
        const isNamed = route.path.includes(':eventId');
        row[name] = status === 401 ? '401' : name === ANOTHERS && !isNamed ? 'for that' : 'yes';
        if (status === 401) expect(JSON.stringify(body)).not.toContain(MARK);
        // The key of another event is told that it is of another one, and that one is left alone.
        expect(
          (await send('GET', `${server.url}/api/v1/admin/events/${other.event.eventId}`, { headers: MASTER }))
            .status,
        ).toBe(200);
      }
      rows.push(row);
    }
    expectInSecurity('who may', rows);
  });

  const STATES: [name: string, reach: (event: EventApi) => Promise<unknown>][] = [
    ['draft', () => Promise.resolve()],
    ['published', (event) => event.moveTo('running')],
    [
      'unpublished',
      async (event) => {
        await event.moveTo('startlist');
        expect((await event.setStatus('draft')).status).toBe(200);
      },
    ],
    ['official', (event) => event.moveTo('official')],
    [
      'deleted',
      async ({ eventId }) => {
        const path = `${server.url}/api/v1/admin/events/${eventId}`;
        expect((await send('DELETE', path, { headers: MASTER })).status).toBe(200);
      },
    ],
  ];

  test('what is seen of an event, whatever is shown', async () => {
    await start(of);
    const notifications = routesOf('ingest').filter(({ path }) => path.endsWith('/push'));
    const routes = [...routesOf('live', 'public', 'pages'), ...notifications];
    const rows = routes.map((route): Row => ({ route: nameOf(route) }));
    const onWebSocket: Row = { route: 'WebSocket' };
    for (const [state, reach] of STATES) {
      const [own, other] = [await make(), await make()];
      await reach(own.event);
      const isHidden = state !== 'published' && state !== 'official';
      for (const [i, route] of routes.entries()) {
        const seen = new Set<string>();
        for (const [name, headersOf] of CREDENTIALS) {
          const { status, text, caching } = await read(addressOf(route, own.event), headersOf(own, other));
          seen.add(String(status));
          if (isHidden)
            expect([nameOf(route), state, name, text]).toEqual([
              nameOf(route),
              state,
              name,
              expect.not.stringContaining(MARK),
            ]);
          if (isHidden && status === 404) expect(caching).toMatch(/^no-(store|cache)$/);
          expect(text).not.toContain(own.event.apiKey);
          expect(text).not.toContain(own.boardToken);
        }
        Object.assign(rows[i] ?? {}, { [state]: [...seen].join(' or ') });
      }
      onWebSocket[state] = await upgraded(own.event);
      // What is public of another run must not be told here.
      await send('DELETE', `${server.url}/api/v1/admin/events/${own.event.eventId}`, { headers: MASTER });
    }
    expectInSecurity('what is seen', [...rows, onWebSocket]);
  });
});

/** What comes at once: of a stream its first words. */
async function read(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; caching: string | null }> {
  const leaving = new AbortController();
  const response = await fetch(`${url}${url.endsWith('/poll') ? '?wait=0' : ''}`, {
    headers,
    signal: leaving.signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  let text = '';
  if (isStream) {
    const { value } = (await response.body?.getReader().read()) ?? {};
    text = Buffer.from(value ?? []).toString();
    leaving.abort();
  } else {
    text = await response.text();
  }
  return { status: response.status, text, caching: response.headers.get('cache-control') };
}

/** The status with which a WebSocket is let in or refused. */
const upgraded = ({ eventId }: EventApi): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.wsUrl}/api/v1/events/${eventId}/ws`);
    socket.on('open', () => {
      socket.terminate();
      resolve('101');
    });
    socket.on('unexpected-response', (request, { statusCode }) => {
      request.destroy();
      resolve(String(statusCode));
    });
    socket.on('error', reject);
  });

test('at no moment between draft and published is anything seen that was never published', async () => {
  await start((env, at) => startTestServer({ env: { ...env, SHOW_VIEWERS: 'true' }, clock: at }));
  const { event } = await make();
  const hidden = (i: number): string => XML.replaceAll(MARK, `Hidden${i}`);
  const shown = (i: number): string => XML.replaceAll(MARK, `Shown${i}`);
  const over = new AbortController();
  const found: string[] = [];
  let published = 0;
  const look = (text: string): void => {
    if (text.includes('Shown')) published += 1;
    if (text.includes('Hidden') && found.length < 5) found.push(text.slice(0, 300));
  };
  const paths = routesOf('live', 'public', 'pages').filter(({ path }) => path.includes(':eventId'));
  const readers = paths.map(async (route) => {
    while (!over.signal.aborted) look((await read(addressOf(route, event), {})).text);
  });
  // Some come anew each time, and some go on where they were before it was a draft.
  const returning = everyForm(event);
  const comers = (async () => {
    while (!over.signal.aborted) {
      const fresh = everyForm(event);
      await sleep(200);
      for (const viewer of fresh) {
        viewer.texts.forEach(look);
        viewer.close();
      }
    }
  })();
  for (let i = 0; i < 25; i += 1) {
    expect((await event.pushXml(shown(i))).status).toBe(200);
    expect((await event.setStatus('startlist')).status).toBe(200);
    await sleep(100);
    expect((await event.setStatus('draft')).status).toBe(200);
    expect((await event.pushXml(hidden(i))).status).toBe(200);
    await sleep(100);
  }
  over.abort();
  await Promise.all([...readers, comers]);
  for (const viewer of returning) {
    viewer.texts.forEach(look);
    viewer.close();
  }
  expect(found).toEqual([]);
  expect(published).toBeGreaterThan(25);
});
