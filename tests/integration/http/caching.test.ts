import pino from 'pino';
import type { Services } from '../../../app/services';
import { stackSettings } from '../../../app/settings';
import { routersOf } from '../../../app/stack';
import { EventApi, send, type Answer } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const PASSWORD = 'one long password';
const LIMIT = 64 * 1024;

let server: TestServer;
let apiKey: string;

beforeAll(async () => {
  server = await startTestServer({
    env: { MASTER_PASSWORDS: PASSWORD, MAX_AUTH_FAILURES: '100', MAX_BODY_BYTES: String(LIMIT) },
  });
  const body = { eventId: 'TEST', mainTitle: 'Spring Slalom', imageData: PNG };
  const headers = { 'X-Master-Key': PASSWORD };
  const created = await send('POST', `${server.url}/api/v1/admin/events`, { body, headers });
  apiKey = created.body.apiKey as string;
});
afterAll(() => server.close());

/** Every route that asks for a credential, as its routers have them. */
function routes(): { method: string; path: string }[] {
  const settings = stackSettings({ masterPasswords: [] });
  const { admin, ingest } = routersOf({ settings, log: pino({ level: 'silent' }) } as unknown as Services);
  return [...admin, ...ingest].flatMap(({ stack }) =>
    stack.flatMap(({ path, methods }) => methods.map((method) => ({ method, path: String(path) }))),
  );
}

const ROUTES = routes()
  // Whoever wants to sign in has none yet, and notifications are for everyone.
  .filter(({ method, path }) => method !== 'HEAD' && !/\/(session|push)$/.test(path))
  .map(({ method, path }): [string, string] => [method, path]);

const ask = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  send(method, server.url + path.replace(':eventId', 'TEST'), {
    headers,
    ...(method !== 'GET' && { body }),
  });
const cachingOf = ({ status, headers }: Answer) => [status, headers.get('Cache-Control')];
const credentials = () => ({ 'X-Master-Key': PASSWORD, 'X-API-Key': apiKey });

test('there are routes to walk', () => {
  expect(ROUTES.length).toBeGreaterThanOrEqual(10);
});

describe.each(ROUTES)('%s %s: no cache keeps', (method, path) => {
  test('what it answers without a credential, and to a wrong one', async () => {
    expect(cachingOf(await ask(method, path, {}))).toEqual([401, 'no-store']);
    const wrong = { 'X-Master-Key': 'a guess', 'X-API-Key': 'an old key' };
    expect(cachingOf(await ask(method, path, wrong))).toEqual([401, 'no-store']);
  });

  test('what it answers to who may ask, also where the body is too large or nothing is there', async () => {
    const right = credentials();
    if (method !== 'DELETE') {
      const { headers, body } = await ask(method, path, right, {});
      expect(headers.get('Cache-Control')).toBe('no-store');
      if (path.endsWith('/key')) apiKey = (body as { apiKey: string }).apiKey;
    }
    const gone = await ask(method, path.replace(':eventId', 'GONE'), right, {});
    expect(gone.headers.get('Cache-Control')).toBe('no-store');
    // It takes no body.
    if ((method !== 'POST' && method !== 'PATCH') || /\/(refresh|key)$/.test(path)) return;
    const large = await ask(method, path, right, 'x'.repeat(LIMIT + 1));
    expect(cachingOf(large)).toEqual([413, 'no-store']);
  });
});

test('no cache keeps the list of events with their keys, nor that too many passwords were wrong', async () => {
  const limited = await startTestServer({ env: { MASTER_PASSWORDS: PASSWORD, MAX_AUTH_FAILURES: '1' } });
  const list = (password: string) =>
    send('GET', `${limited.url}/api/v1/admin/events`, { headers: { 'X-Master-Key': password } });
  expect(cachingOf(await list(PASSWORD))).toEqual([200, 'no-store']);
  // Ten times as many are let pass where the right one came from.
  for (let failures = 0; failures < 10; failures += 1) await list('a guess');
  expect(cachingOf(await list('a guess'))).toEqual([429, 'no-store']);
  await limited.close();
});

test.each(['/api/v1/admin/nothing', '/api/v1/ingest/nothing', '/nothing'])(
  'no cache keeps that there is nothing at %s',
  async (path) => {
    expect(cachingOf(await ask('GET', path, {}))).toEqual([404, 'no-store']);
  },
);

test('a cache keeps the image of an event for a minute at most, and asks again then', async () => {
  const event = EventApi.of(server.url, 'TEST', apiKey);
  expect((await event.pushXml(springSlalom())).status).toBe(200);
  await event.moveTo('startlist');
  const image = await event.get('image');
  expect(cachingOf(image)).toEqual([200, 'public, max-age=60, must-revalidate']);
  // With `If-None-Match` alone `fetch` would ask past all caches.
  const asked = { 'If-None-Match': image.headers.get('ETag') ?? '', 'Cache-Control': 'max-age=0' };
  const again = await event.get('image', asked);
  expect(cachingOf(again)).toEqual([304, 'public, max-age=60, must-revalidate']);
  await event.setStatus('draft');
  expect(cachingOf(await event.get('image'))).toEqual([404, 'no-store']);
});
