/** The stack in someone else's application: what is its own works below the prefix, and all else is as if it were not there. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Koa from 'koa';
import { Registry } from 'prom-client';
import { io } from 'socket.io-client';
import request from 'supertest';
import { WebSocket } from 'ws';
import { slalomLive, type Asked, type CommitNews } from '../../../app';
import { EventApi, send } from '../../support/api';
import { PollClient, SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { sessionOf, startPortal, type Portal, type PortalOptions } from '../../support/portal';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');
const RACE = 'K1M_BR1_1';

let portal: Portal;
const start = async (options: PortalOptions = {}): Promise<Portal> => (portal = await startPortal(options));
afterEach(() => portal.close());

/** What the portal's own sockets answer. */
async function chat(root: string, transport: 'websocket' | 'polling'): Promise<string> {
  const socket = io(root, { transports: [transport], reconnection: false });
  const said = new Promise<string>((resolve, reject) => {
    socket.once('said', resolve);
    socket.once('connect_error', reject);
  });
  socket.emit('say', 'hello');
  const answer = await said;
  socket.disconnect();
  return answer;
}

describe.each(['prefix', 'koa-mount'] as const)('mounted by %s', (by) => {
  test('ingest, administration, lists, pages and every transport are below the prefix', async () => {
    const { url } = await start({ by });
    const event = await EventApi.withExport(url, xml);
    const viewers: LiveClient[] = [new WsClient(event), new SseClient(event), new PollClient(event)];
    await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    const pushed = await event.pushResults([{ raceId: RACE, bib: 3, time: 8_410, pen: 200, total: 8_610 }]);
    expect(pushed.status).toBe(200);
    await Promise.all(viewers.map((viewer) => viewer.until(({ messages }) => messages.length > 1)));
    for (const viewer of viewers) viewer.close();
    expect((await event.get(`results/${RACE}`)).status).toBe(200);
    expect((await send('GET', `${url}/health`)).body).toEqual({ status: 'ok' });
    expect((await send('GET', `${url}/events/TEST`)).headers.get('content-type')).toContain('text/html');
    expect((await send('PUT', `${url}/api/v1/events`)).body.message).toContain('/live/api/v1/events answers');
  });

  test("the portal's routes, errors and sockets are as they were", async () => {
    const { root, url } = await start({ by });
    const news = await send('GET', `${root}/news`);
    expect([news.status, news.body, news.headers.get('x-portal')]).toEqual([200, 'Spring is here', 'yes']);
    expect(news.headers.get('x-request-id')).toBeNull();
    expect((await send('GET', `${root}/live-stream`)).body).toBe('not below /live');
    expect((await send('GET', `${url}/guide`)).body).toContain('the portal’s');
    expect((await send('GET', `${root}/broken`)).status).toBe(418);
    expect((await send('POST', `${root}/comments`, { body: { text: 'well done' } })).body).toEqual({
      text: 'well done',
    });
    const nothing = await send('GET', `${url}/nothing`);
    expect([nothing.status, nothing.body]).toEqual([404, 'Not Found']);
    // Those of the portal: its own middleware stands around ours, too.
    expect((await send('GET', `${url}/health`)).headers.get('x-portal')).toBe('yes');
    expect(await chat(root, 'websocket')).toBe('portal: hello');
  });
});

test.each([true, false])(
  "the portal's Socket.IO and our sockets share a server; ours are first: %s",
  async (socketsFirst) => {
    const { root, url } = await start({ socketsFirst });
    const event = await EventApi.withExport(url, xml);
    const viewer = new WsClient(event);
    await viewer.until(({ state }) => state !== null);
    expect(await chat(root, 'websocket')).toBe('portal: hello');
    expect(await chat(root, 'polling')).toBe('portal: hello');
    // Neither's: whoever looks after it, it does not hang.
    const lost = new WebSocket(`${root.replace('http', 'ws')}/nowhere`);
    await EventEmitter.once(lost, 'error');
    await event.pushResults([{ raceId: RACE, bib: 3, time: 8_410, pen: 200, total: 8_610 }]);
    await viewer.until(({ messages }) => messages.length > 1);
    expect(viewer.ending).toBeNull();
    viewer.close();
  },
);

test('an upgrade that nobody wants is refused, and does not hang', async () => {
  const { root, server } = await start();
  const [others] = server.listeners('upgrade');
  server.off('upgrade', others as () => void);
  expect(server.listenerCount('upgrade')).toBe(1);
  const { port } = new URL(root);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [answer] = (await EventEmitter.once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toContain('404 Not Found');
  socket.destroy();
});

test('bodies that the portal has read are taken as they are, and bounded all the same', async () => {
  const { url } = await start({ env: { MAX_BODY_BYTES: '20000' } });
  const event = await EventApi.create(url);
  const headers = { 'Content-Type': 'application/xml' };
  expect((await event.ingest('xml', xml, headers)).status).toBe(200);
  const tooLarge = `${xml}<!-- ${'x'.repeat(20_000)} -->`;
  expect((await event.ingest('xml', tooLarge, headers)).status).toBe(413);
  expect((await event.ingest('xml', '<half', headers)).body.error).toBe('InvalidExport');
  expect((await event.setStatus('nonsense')).body.error).toBe('ValidationError');
});

test('a body of which the portal has left nothing is told as that', async () => {
  await start();
  const app = new Koa();
  app.use(async (ctx, next) => {
    ctx.req.resume();
    await EventEmitter.once(ctx.req, 'end');
    await next();
  });
  app.use(portal.live.middleware());
  const { body } = await request(app.callback())
    .post('/live/api/v1/admin/events')
    .set('Host', '127.0.0.1')
    .send({ eventId: 'E', mainTitle: 'T' });
  expect((body as { error: string }).error).toBe('BodyAlreadyRead');
});

test('the portal says who may do what, and leaves the rest to keys', async () => {
  const asked: Asked[] = [];
  const { url } = await start({
    stack: {
      authorize: (ctx, one) => {
        asked.push(one);
        const who = sessionOf(ctx);
        return who === undefined ? undefined : who === 'organiser';
      },
    },
    env: { MASTER_PASSWORDS: 'a long password' },
  });
  const as = (who: string) => ({ headers: { Cookie: `session=${who}` } });
  const body = { eventId: 'SPRING', mainTitle: 'Spring Slalom' };
  const create = (options: object) => send('POST', `${url}/api/v1/admin/events`, { body, ...options });
  expect((await create({})).status).toBe(401);
  expect((await create(as('guest'))).body).toMatchObject({ error: 'Forbidden' });
  const created = await create(as('organiser'));
  expect(created.status).toBe(201);
  const status = `${url}/api/v1/admin/events/SPRING/status`;
  const publish = { body: { status: 'startlist' } };
  expect((await send('PATCH', status, { ...publish, ...as('organiser') })).status).toBe(200);
  const push = (query: string) =>
    send('POST', `${url}/api/v1/ingest/xml${query}`, { body: xml, ...as('organiser') });
  expect((await push('')).body.message).toContain('?event=');
  expect((await push('?event=SPRING')).status).toBe(200);
  // The booth has no session.
  const booth = EventApi.of(url, 'SPRING', created.body.apiKey as string);
  expect((await booth.pushXml(xml)).status).toBe(200);
  expect(asked.slice(0, 4)).toEqual([
    { action: 'createEvent', eventId: null },
    { action: 'createEvent', eventId: null },
    { action: 'createEvent', eventId: null },
    { action: 'changeStatus', eventId: 'SPRING' },
  ]);
});

test('the portal is told of commits, and its registry has our metrics', async () => {
  const told: CommitNews[] = [];
  const registry = new Registry();
  const { url } = await start({
    stack: {
      registry,
      onCommit: (news) => {
        told.push(news);
        throw new Error('a fault of the portal');
      },
    },
  });
  const event = await EventApi.withExport(url, xml);
  const viewer = new WsClient(event);
  await viewer.until(({ state }) => state !== null);
  await event.pushResults([{ raceId: RACE, bib: 3, time: 8_410, pen: 200, total: 8_610 }]);
  const last = told.at(-1);
  expect(last).toMatchObject({ eventId: 'TEST', ending: null });
  expect(last?.messages[0]).toMatchObject({ type: 'diff', data: { raceId: RACE } });
  expect(await registry.metrics()).toContain(
    'slalom_live_connections{event="TEST",transport="ws",viewer="other"} 1',
  );
  viewer.close();
});

test('parts can be mounted one by one, behind what the portal asks first', async () => {
  await start();
  const app = new Koa();
  app.use(async (ctx, next) => {
    if (ctx.path.startsWith('/live/api/v1/admin')) ctx.throw(403, 'not here');
    await next();
  });
  app.use(portal.live.routes.admin).use(portal.live.routes.public);
  const portals = request(app.callback());
  expect((await portals.get('/live/api/v1/admin/events')).text).toBe('not here');
  expect((await portals.get('/live/api/v1/events')).body).toEqual({ events: [] });
  expect((await portals.get('/live/')).status).toBe(404);
});

test('closing tells viewers to come back and leaves the sockets of the portal', async () => {
  const { url, root, live } = await start();
  const event = await EventApi.withExport(url, xml);
  const viewer = new WsClient(event);
  await viewer.until(({ state }) => state !== null);
  const own = io(root, { transports: ['websocket'] });
  await new Promise<void>((resolve) => own.once('connect', resolve));
  await live.close();
  await viewer.until(({ ending }) => ending !== null);
  expect(viewer.ending).toBe('1001 Server is restarting');
  expect(own.connected).toBe(true);
  own.disconnect();
  const refused = await send('GET', `${url}/api/v1/events`);
  expect([refused.status, refused.body.error]).toEqual([503, 'ShuttingDown']);
  expect((await send('GET', `${root}/news`)).status).toBe(200);
});

test('wrong options are told all at once', async () => {
  await start();
  const opening = slalomLive({ maxBodyBytes: 1, wsPingSeconds: 'often', colour: 'red' } as never);
  await expect(opening).rejects.toMatchObject({
    mistakes: [
      'colour: there is no such option',
      'maxBodyBytes "1": expected a number from 1024 to 1073741824',
      'wsPingSeconds "often": expected a whole number',
    ],
  });
  await expect(slalomLive({ databaseUrl: ':memory:' })).rejects.toThrow(/^masterPasswords: expected/);
});

test('two stacks on one server do not disturb one another', async () => {
  const other = await slalomLive({ databaseUrl: ':memory:', masterPasswords: [], prefix: '/other' });
  const { root } = await start({ besides: other });
  const [here, there] = [
    await EventApi.withExport(`${root}/live`, xml, 'running', 'HERE'),
    await EventApi.withExport(`${root}/other`, xml, 'running', 'THERE'),
  ];
  const viewers = [new WsClient(here), new WsClient(there)];
  await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
  await there.pushResults([{ raceId: RACE, bib: 3, time: 8_410, pen: 200, total: 8_610 }]);
  await viewers[1]?.until(({ messages }) => messages.length > 1);
  expect(viewers[0]?.messages).toHaveLength(1);
  expect((await here.at(`${root}/other`).get()).status).toBe(404);
  for (const viewer of viewers) viewer.close();
  await other.close();
  expect((await here.get()).status).toBe(200);
});
