/** What an organiser does to an event, and what is kept of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetDone } from '../../../lib/db/auditRepository';
import { openDatabase } from '../../../lib/db/dialect';
import { EventApi, send, type Answer, type Json } from '../../support/api';
import { FORMS, WsClient } from '../../support/liveClients';
import { liveResult, onCourse, springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const PASSWORD = 'one long password';
const MASTER = { 'X-Master-Key': PASSWORD };
const BY_SCRIPT = { 'X-Requested-With': 'test' };

let clock: FakeClock;
let server: TestServer;
let event: EventApi;
beforeEach(async () => {
  clock = new FakeClock();
  server = await startTestServer({
    clock,
    env: { MASTER_PASSWORDS: PASSWORD, MAX_AUTH_FAILURES: '5', AUDIT_MAX_AGE_DAYS: '30' },
  });
  const body = { eventId: 'TEST', mainTitle: 'Spring Slalom' };
  const created = await ask('POST', '/admin/events', MASTER, body);
  event = EventApi.of(server.url, 'TEST', created.body.apiKey as string);
  await event.pushXml(springSlalom());
  await event.moveTo('running');
});
afterEach(() => server.close());

const ask = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer> => send(method, `${server.url}/api/v1${path}`, { headers, body });
const status = (to: string, reason?: string): Promise<Answer> =>
  event.admin('PATCH', 'status', { status: to, ...(reason !== undefined && { reason }) });
const feedOf = async (kind: string): Promise<Json> => {
  const { feeds } = (await event.admin('GET', 'feeds')).body as { feeds: { kind: string }[] };
  return feeds.find((one) => one.kind === kind);
};
const log = async (query = ''): Promise<Json[]> =>
  (await event.admin('GET', `log${query}`)).body.entries as Json[];

describe('signed in', () => {
  const signIn = async (body: object): Promise<[answer: Answer, cookie: string]> => {
    const answer = await ask('POST', '/session', {}, body);
    return [answer, answer.headers.get('set-cookie') ?? ''];
  };
  const withCookie = (cookie: string) => ({ Cookie: cookie.split(';')[0] ?? '', ...BY_SCRIPT });

  test('with a master password one may do all; the cookie holds no secret and no script can read it', async () => {
    const [answer, cookie] = await signIn({ password: PASSWORD });
    expect([answer.status, answer.body]).toEqual([
      200,
      { role: 'administrator', eventId: null, needsPassword: true },
    ]);
    expect(cookie).toMatch(/; path=\/; .*; samesite=strict; httponly$/);
    expect(cookie).not.toContain(PASSWORD);
    const by = withCookie(cookie);
    expect((await ask('GET', '/session', by)).body.role).toBe('administrator');
    expect((await ask('GET', '/admin/events', by)).body.events).toHaveLength(1);
    expect((await ask('PATCH', '/admin/events/TEST', by, { location: 'Brod' })).status).toBe(200);
    expect((await ask('PATCH', '/admin/events/TEST/status', by, { status: 'finished' })).status).toBe(200);
    const pushed = await send('POST', `${server.url}/api/v1/ingest/xml?event=TEST`, {
      headers: { ...by, 'Content-Type': 'application/xml' },
      body: springSlalom(),
    });
    expect(pushed.status).toBe(200);
    expect((await log('?limit=1'))[0]).toMatchObject({ kind: 'xml', by: 'administrator 127.0.0.1' });
  });

  test('with a key one may do what the key may, for its event only', async () => {
    const [{ body }, cookie] = await signIn({ apiKey: event.apiKey });
    expect(body).toMatchObject({ role: 'key', eventId: 'TEST' });
    await ask('POST', '/admin/events', MASTER, { eventId: 'OTHER', mainTitle: 'Other' });
    const by = withCookie(cookie);
    expect((await ask('GET', '/admin/events/TEST', by)).status).toBe(200);
    expect((await ask('PATCH', '/admin/events/TEST/config', by, { showOnCourse: false })).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/admin/events'],
      ['DELETE', '/admin/events/TEST'],
      ['GET', '/admin/events/OTHER'],
      ['PATCH', '/admin/events/OTHER/config'],
    ] as const)
      expect((await ask(method, path, by, method === 'PATCH' ? {} : undefined)).status).toBe(401);
  });

  test('one is out when one signs out, when the day is over, and when the secret is another', async () => {
    const [, key] = await signIn({ apiKey: event.apiKey });
    const [, master] = await signIn({ password: PASSWORD });
    const role = async (cookie: string): Promise<unknown> =>
      (await ask('GET', '/session', withCookie(cookie))).body.role;
    expect([await role(key), await role(master)]).toEqual(['key', 'administrator']);
    await ask('POST', '/admin/events/TEST/key', MASTER);
    expect([await role(key), await role(master)]).toEqual([null, 'administrator']);
    clock.advance(14 * 3_600_000 + 1);
    expect(await role(master)).toBeNull();
    const out = await ask('DELETE', '/session', BY_SCRIPT);
    expect(out.headers.get('set-cookie')).toMatch(/^slalom-live=;/);
  });

  test('nobody is by a cookie that was changed, and nothing is changed without a script', async () => {
    const [, cookie] = await signIn({ password: PASSWORD });
    const [value = ''] = cookie.split(';');
    const forged = [
      value.replace(/\d{9,}/, '9999999999'),
      `${value}0`,
      value.replace('administrator', 'key'),
    ];
    for (const one of forged) expect((await ask('GET', '/session', { Cookie: one })).body.role).toBeNull();
    const [, keyCookie] = await signIn({ apiKey: event.apiKey });
    const raised = keyCookie.replace(/=key\.\d+/, '=administrator.0');
    expect((await ask('GET', '/session', withCookie(raised))).body.role).toBeNull();
    const change = { body: { showOnCourse: false } };
    const { status: refused } = await send('PATCH', `${server.url}/api/v1/admin/events/TEST/config`, {
      ...change,
      headers: { Cookie: value },
    });
    expect(refused).toBe(401);
    expect((await event.admin('GET', 'config')).body.showOnCourse).toBe(true);
  });

  test('passwords cannot be guessed there either', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 60; i += 1) answers.push((await signIn({ password: `guess ${i}` }))[0].status);
    expect(answers.at(-1)).toBe(429);
  });
});

describe('a step back', () => {
  test('out of official needs a reason, which is kept; then all goes on', async () => {
    const viewers = FORMS.map(([, follow]) => follow(event));
    await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    await status('finished');
    await status('official');
    const refused = await status('finished');
    expect([refused.status, refused.body.error, refused.body.validTransitions]).toEqual([
      400,
      'InvalidTransition',
      [],
    ]);
    expect(refused.body.message).toContain('only with a reason');
    const back = await status('finished', 'pressed by mistake');
    expect([back.status, back.body.status]).toEqual([200, 'finished']);
    expect((await log('?limit=1'))[0]).toMatchObject({
      ...{ kind: 'status', by: 'key 127.0.0.1' },
      detail: { from: 'official', to: 'finished', reason: 'pressed by mistake' },
    });
    // Longer than a stream goes on after the last word: it was none.
    await sleep(6_000);
    const total = 8_123;
    expect(
      (await event.pushResults([liveResult('single', 'ben', { time: total, pen: 0, total })])).status,
    ).toBe(200);
    await Promise.all(
      viewers.map((viewer) =>
        viewer.until(({ state }) => JSON.stringify(state?.results).includes(`"total":${total}`)),
      ),
    );
    for (const viewer of viewers) {
      expect(viewer.state?.event.status).toBe('finished');
      viewer.close();
    }
  });

  test('out of official after the streams have ended lets in who asks anew', async () => {
    const viewer = new WsClient(event);
    await status('finished');
    await status('official');
    await viewer.until(({ ending }) => ending !== null);
    await status('finished', 'a protest');
    const returned = new WsClient(event);
    await returned.until(({ state }) => state?.event.status === 'finished');
    returned.close();
  });

  test('out of running leads to the start list, and no further ways are open', async () => {
    expect((await status('startlist')).status).toBe(400);
    expect((await status('startlist', 'too early')).status).toBe(200);
    await status('running');
    expect((await status('draft', 'for fun')).status).toBe(400);
    expect((await status('official', 'for fun')).status).toBe(400);
  });
});

describe('feeds', () => {
  test('say what has come, how much, and what was left out', async () => {
    expect(await feedOf('results')).toMatchObject({ heardAt: null, count: 0, refusal: null });
    clock.advance(1_000);
    const result = liveResult('single', 'ben', { time: 8_000, pen: 0, total: 8_000 });
    await event.pushResults([result, { raceId: 'NONE', bib: '1' }]);
    await event.pushOnCourse([onCourse('single', 'adam')]);
    const heardAt = new Date(clock.now).toISOString();
    expect(await feedOf('results')).toMatchObject({ heardAt, count: 1, skipped: 1, refusals: 0 });
    expect((await feedOf('results')).bytes).toBeGreaterThan(50);
    expect(await feedOf('oncourse')).toMatchObject({ heardAt, count: 1, skipped: 0 });
    expect(await feedOf('xml')).toMatchObject({ count: 1 });
  });

  test('say what was refused and why, also to a key that was replaced', async () => {
    await event.pushXml('<Canoe123Data><Results>');
    expect(await feedOf('xml')).toMatchObject({
      refusals: 1,
      refusal: { error: 'InvalidExport', message: expect.stringContaining('') as string },
    });
    const { body } = await ask('POST', '/admin/events/TEST/key', MASTER);
    expect((await event.pushResults([])).status).toBe(401);
    expect((await event.pushResults([])).status).toBe(401);
    event = EventApi.of(server.url, 'TEST', body.apiKey as string);
    const feed = await feedOf('results');
    expect(feed).toMatchObject({ refusals: 2, refusal: { error: 'Unauthorized' } });
    expect(feed.refusal.message).toContain('was replaced');
  });
});

test('a key that is replaced works on for its grace, so that no push is lost', async () => {
  const push = (of: EventApi, time: number): Promise<Answer> =>
    of.pushResults([liveResult('single', 'ben', { time, pen: 0, total: time })]);
  const { body } = await ask('POST', '/admin/events/TEST/key', MASTER, { graceMinutes: 15 });
  expect(body.previousValidUntil).toBe(new Date(clock.now + 900_000).toISOString());
  const current = EventApi.of(server.url, 'TEST', body.apiKey as string);
  clock.advance(899_999);
  expect([(await push(event, 8_000)).status, (await push(current, 8_100)).status]).toEqual([200, 200]);
  clock.advance(1);
  const late = await push(event, 8_200);
  expect([late.status, late.body.message]).toEqual([401, expect.stringContaining('was replaced')]);
  expect((await push(current, 8_300)).status).toBe(200);
  for (const minutes of [-1, 1_441, 'soon'])
    expect((await ask('POST', '/admin/events/TEST/key', MASTER, { graceMinutes: minutes })).status).toBe(400);
});

test('an announcement reaches everyone who watches, and is taken back', async () => {
  const viewer = new WsClient(event);
  await viewer.until(({ state }) => state !== null);
  const said = { cs: 'Zpožděno o 30 minut', until: '2026-05-30T10:30:00Z' };
  const answer = await event.setConfig({ announcement: said });
  expect(answer.body.announcement).toEqual({ ...said, en: null });
  await viewer.until(({ state }) => state?.config.announcement?.cs === said.cs);
  await event.setConfig({ announcement: { cs: '', en: null } });
  await viewer.until(({ state }) => state?.config.announcement === null);
  viewer.close();
  for (const wrong of [{ de: 'x' }, { cs: 'x'.repeat(301) }, { cs: 'x', until: 'soon' }])
    expect((await event.setConfig({ announcement: wrong })).status).toBe(400);
});

test('the log tells who did what, a page at a time, and forgets what is older than it is to be', async () => {
  const kinds = async (query = ''): Promise<unknown[]> =>
    (await log(query)).map(({ kind }) => kind as unknown);
  await ask('PATCH', '/admin/events/TEST', MASTER, { location: 'Brod' });
  await event.refresh();
  await ask('POST', '/admin/events/TEST/key', MASTER, { graceMinutes: 1 });
  const all = ['key', 'refresh', 'edit', 'status', 'status', 'xml', 'create'];
  expect(await kinds()).toEqual(all);
  expect((await log())[2]).toMatchObject({ by: 'administrator 127.0.0.1', detail: { location: 'Brod' } });
  const first = await log('?limit=3');
  expect(first.map(({ kind }) => kind as unknown)).toEqual(all.slice(0, 3));
  expect(await kinds(`?limit=3&before=${String(first.at(-1)?.id)}`)).toEqual(all.slice(3, 6));
  const db = openDatabase(server.databaseUrl);
  await forgetDone(db, clock.now);
  expect(await kinds()).toEqual(all);
  await forgetDone(db, clock.now + 1);
  expect(await kinds()).toEqual([]);
  await db.destroy();
});
