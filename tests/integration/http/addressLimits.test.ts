import { WebSocket } from 'ws';
import { networkOf } from '../../../app/middleware/network';
import { EventApi, send, type Answer } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

/** Who asks is said as a proxy says it; this machine itself is not counted. */
const SCHOOL = { 'X-Forwarded-For': '198.51.100.7' };
const PARENT = { 'X-Forwarded-For': '203.0.113.9' };

let server: TestServer;
let event: EventApi;
let boardToken: string;
let log = '';
let opened: (() => void)[] = [];

async function start(env: Record<string, string>): Promise<void> {
  log = '';
  server = await startTestServer({
    env: { TRUST_PROXY: '1', LOG_LEVEL: 'warn', ...env },
    logTo: { write: (line) => void (log += line) },
  });
  event = await EventApi.withExport(server.url, springSlalom(), 'running');
  ({ boardToken } = (await send('GET', `${server.url}/api/v1/admin/events/${event.eventId}`)).body);
}
afterEach(async () => {
  for (const close of opened.splice(0)) close();
  opened = [];
  await server.close();
});

type Headers = Record<string, string>;

/** Opens a WebSocket; answers the status with which it was let in or refused. */
const ws = (headers: Headers, query = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.wsUrl}/api/v1/events/${event.eventId}/ws${query}`, { headers });
    opened.push(() => {
      socket.terminate();
    });
    socket.on('open', () => {
      resolve(101);
    });
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => {
      resolve(statusCode);
    });
    socket.on('error', reject);
  });

/** Opens an event stream; answers its status and what it says up to its first message, or to its end. */
async function sse(headers: Headers, query = ''): Promise<[status: number, text: string]> {
  const leaving = new AbortController();
  opened.push(() => {
    leaving.abort();
  });
  const response = await fetch(`${server.url}/api/v1/events/${event.eventId}/sse${query}`, {
    headers: { 'Accept-Encoding': 'identity', ...headers },
    signal: leaving.signal,
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes('data: ')) break;
  }
  return [response.status, text];
}

const get = (path: string, headers: Headers): Promise<Answer> => send('GET', server.url + path, { headers });
const results = () => `/api/v1/events/${event.eventId}`;

describe('live connections from one address', () => {
  beforeEach(() => start({ MAX_CONNECTIONS_PER_ADDRESS: '3' }));

  test('past the limit are refused on every transport; others come in, and a place that is left is free', async () => {
    for (let i = 0; i < 3; i += 1) expect(await ws(SCHOOL)).toBe(101);
    expect(await ws(SCHOOL)).toBe(429);
    // On any other status an EventSource would give up for good.
    expect(await sse(SCHOOL)).toEqual([200, expect.stringContaining('retry: ')]);
    const poll = await get(`${results()}/poll`, SCHOOL);
    expect([poll.status, poll.body]).toEqual([
      429,
      {
        error: 'TooManyFromAddress',
        message: 'Your address has its 3 live connections already; try again in 10 s.',
        retryAfter: 10,
      },
    ]);
    expect(poll.headers.get('retry-after')).toBe('10');
    expect(await ws(PARENT)).toBe(101);
    opened.shift()?.();
    while ((await ws(SCHOOL)) !== 101) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('do not count of a board that shows the token or the key, and do count of one that shows another', async () => {
    for (let i = 0; i < 3; i += 1) await ws(SCHOOL);
    expect(await ws(SCHOOL, `?board=${boardToken}`)).toBe(101);
    expect(await ws({ ...SCHOOL, 'X-API-Key': event.apiKey })).toBe(101);
    const [, text] = await sse(SCHOOL, `?board=${boardToken}`);
    expect(text).toContain('"type":"full"');
    expect((await get(`${results()}/poll?board=${boardToken}`, SCHOOL)).status).toBe(200);
    expect(await ws(SCHOOL, `?board=${boardToken.replace(/.$/, 'x')}`)).toBe(429);
    expect(await ws({ ...SCHOOL, 'X-API-Key': boardToken })).toBe(429);
  });

  test('are told in the log once a minute, with the addresses and where to look', async () => {
    for (let i = 0; i < 8; i += 1) await ws(SCHOOL);
    const lines = log.split('\n').filter((line) => line.includes('MAX_CONNECTIONS_PER_ADDRESS'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      networks: [SCHOOL['X-Forwarded-For']],
      msg: expect.stringContaining('TRUST_PROXY'),
    });
  });

  test('count by the first 64 bits with IPv6, and not at all of this machine', async () => {
    const address = (i: number) => ({ 'X-Forwarded-For': `2001:db8:1:2::${i}` });
    for (let i = 0; i < 3; i += 1) expect(await ws(address(i))).toBe(101);
    expect(await ws(address(9))).toBe(429);
    expect(await ws({ 'X-Forwarded-For': '2001:db8:1:3::1' })).toBe(101);
    for (let i = 0; i < 5; i += 1) expect(await ws({})).toBe(101);
    expect(networkOf('::1')).not.toBe(networkOf('2001:db8:1:2::1'));
  });
});

test('new live connections of an address are counted by the minute', async () => {
  await start({ MAX_CONNECTS_PER_ADDRESS: '4' });
  for (let i = 0; i < 4; i += 1) {
    expect(await ws(SCHOOL)).toBe(101);
    opened.shift()?.();
  }
  expect(await ws(SCHOOL)).toBe(429);
  expect((await sse(SCHOOL))[1]).toContain('retry: ');
  expect(await ws(SCHOOL, `?board=${boardToken}`)).toBe(101);
  expect(await ws(PARENT)).toBe(101);
});

test('requests of an address are counted by the minute; booths, administrators and probes are never', async () => {
  await start({ MAX_REQUESTS_PER_ADDRESS: '5' });
  for (let i = 0; i < 5; i += 1) expect((await get(results(), SCHOOL)).status).toBe(200);
  for (const path of [
    results(),
    '/api/v1/events',
    '/',
    `/events/${event.eventId}`,
    '/icon.svg',
    `${results()}/poll`,
  ]) {
    const refused = await get(path, SCHOOL);
    expect([path, refused.status, refused.body.error]).toEqual([path, 429, 'TooManyFromAddress']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await get(results(), SCHOOL)).headers.get('access-control-allow-origin')).toBe('*');
  expect((await get(results(), PARENT)).status).toBe(200);
  expect((await get('/health', SCHOOL)).status).toBe(200);
  const key = { ...SCHOOL, 'X-API-Key': event.apiKey };
  const pushed = await send('POST', `${server.url}/api/v1/ingest/oncourse`, {
    body: { oncourse: [] },
    headers: key,
  });
  expect(pushed.status).toBe(200);
});

test('an event that is full has room for as many boards as are set, and no more', async () => {
  await start({ MAX_CONNECTIONS_PER_EVENT: '2', BOARD_PLACES: '2' });
  for (let i = 0; i < 2; i += 1) expect(await ws(PARENT)).toBe(101);
  expect(await ws(PARENT)).toBe(503);
  for (let i = 0; i < 2; i += 1) expect(await ws(PARENT, `?board=${boardToken}`)).toBe(101);
  expect(await ws(PARENT, `?board=${boardToken}`)).toBe(503);
});

test('another key makes another board token, and both answers say it', async () => {
  await start({});
  const rotated = await send('POST', `${server.url}/api/v1/admin/events/${event.eventId}/key`);
  expect(rotated.body.boardToken).toMatch(/^[0-9a-f]{32}$/);
  expect(rotated.body.boardToken).not.toBe(boardToken);
  const { body } = await send('GET', `${server.url}/api/v1/admin/events/${event.eventId}`);
  expect(body.boardToken).toBe(rotated.body.boardToken);
});
