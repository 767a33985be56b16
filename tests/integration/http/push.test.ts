/** Devices that are told of their athletes while no page is open. */
import { openDatabase } from '../../../lib/db/dialect';
import { forgetSubscribers } from '../../../lib/db/pushRepository';
import { EventApi } from '../../support/api';
import { eventually } from '../../support/browser';
import { PushService } from '../../support/PushService';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let service: PushService;
let server: TestServer;
let event: EventApi;

beforeAll(async () => {
  service = await PushService.start();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.messages.length = 0;
  service.answers.clear();
  server = await startTestServer({ env: { PUSH_SERVICES: service.origin } });
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const ADAM = '1001';
const STARTED = { dtStart: '2026-05-30T10:02:00.000Z', time: 0 };
const follow = (name: string, favourites: string[], more: object = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/events/${event.eventId}/push`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...service.device(name), favourites, language: 'en', ...more }),
  });
const told = (name: string, count: number): Promise<string[]> =>
  eventually(
    () => Promise.resolve(service.titles(name)),
    (titles) => titles.length >= count,
  );
const finish = (total: number) =>
  event.pushResults([liveResult('single', 'adam', { time: total, pen: 0, total })]);

test('of a start, a finish, a change and the end, each once, in their language, with the way there', async () => {
  expect((await follow('phone', [ADAM])).status).toBe(204);
  expect((await follow('tablet', [ADAM], { language: 'cs' })).status).toBe(204);
  await event.pushOnCourse([onCourse('single', 'adam', STARTED)]);
  await told('phone', 1);
  await event.pushOnCourse([onCourse('single', 'adam', { ...STARTED, time: 3_000 })]);
  await finish(8_000);
  await told('phone', 2);
  await finish(8_000);
  await finish(8_200);
  await told('phone', 3);
  await event.setStatus('finished');
  await event.setStatus('official');
  expect(await told('phone', 4)).toEqual([
    'Adam Novák has started',
    'Adam Novák: 80.00, rank 1st',
    'Changed: Adam Novák: 82.00, rank 1st',
    'Official',
  ]);
  expect((await told('tablet', 4))[1]).toBe('Adam Novák: 80.00, 1. místo');
  const [message] = service.messages;
  expect(message).toMatchObject({ navigate: `${server.url}/events/${event.eventId}`, lang: 'en' });
  expect(message?.headers).toMatchObject({ ttl: '3600', urgency: 'high', 'content-encoding': 'aes128gcm' });
  const { publicKey } = (await (await fetch(`${server.url}/api/v1/push`)).json()) as { publicKey: string };
  expect(message?.headers.authorization).toMatch(new RegExp(`^vapid t=.+, k=${publicKey}$`));
});

test('of nothing that was there before, that others did, or that an export brings at once', async () => {
  await finish(8_000);
  await follow('phone', [ADAM]);
  await event.pushResults([liveResult('single', 'ben', { time: 7_000, pen: 0, total: 7_000 })]);
  await event.pushXml(
    springSlalom({ runs: [{ race: 'first', athlete: 'adam', Time: 90_000, Pen: 0, Total: 90_000 }] }),
  );
  await told('phone', 1);
  await finish(8_100);
  // Adam's rank has changed by Ben's run, and that is no news of Adam.
  expect(await told('phone', 2)).toEqual([
    'Adam Novák: 90.00, rank 1st',
    'Changed: Adam Novák: 81.00, rank 2nd',
  ]);
});

test('of no start that was before, nor of one that is put right by parts of a second', async () => {
  await event.pushOnCourse([onCourse('single', 'adam', STARTED)]);
  await follow('phone', [ADAM]);
  await event.pushOnCourse([onCourse('single', 'adam', { ...STARTED, dtStart: '2026-05-30T10:02:00.120Z' })]);
  await finish(8_000);
  expect(await told('phone', 1)).toEqual(['Adam Novák: 80.00, rank 1st']);
});

test('of a whole club', async () => {
  await follow('phone', ['club:KK Brandýs']);
  await finish(8_000);
  expect(await told('phone', 1)).toEqual(['Adam Novák: 80.00, rank 1st']);
});

test('no more, once they say so, and where the push service knows them no more', async () => {
  await follow('phone', [ADAM]);
  await follow('gone', [ADAM]);
  await follow('stays', [ADAM]);
  service.answers.set('/gone', 410);
  expect((await follow('phone', [])).status).toBe(204);
  await finish(8_000);
  await told('stays', 1);
  service.answers.clear();
  await finish(8_100);
  await told('stays', 2);
  expect(service.titles('phone')).toEqual([]);
  expect(service.titles('gone')).toHaveLength(1);
});

test('once more where the push service asks to wait', async () => {
  await follow('phone', [ADAM]);
  service.answers.set('/phone', 503);
  await finish(8_000);
  expect(await told('phone', 2)).toHaveLength(2);
});

test.each([
  ['another place', { endpoint: 'https://evil.example/x' }, 400, 'PUSH_SERVICES'],
  ['no address', { endpoint: 'phone' }, 400, 'endpoint'],
  ['a key that is none', { keys: { p256dh: '?', auth: 'x' } }, 400, 'p256dh'],
  ['a language that there is not', { language: 'xx' }, 400, 'language'],
])('refuses %s', async (_, more, status, word) => {
  const answer = await follow('phone', [ADAM], more);
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(word)]);
});

test('an event that is not public tells nobody, and a server that sends nothing says so', async () => {
  await EventApi.create(server.url, 'DRAFT');
  const url = `${server.url}/api/v1/events/DRAFT/push`;
  const body = JSON.stringify({ ...service.device('x'), favourites: [ADAM], language: 'en' });
  const headers = { 'Content-Type': 'application/json' };
  expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(404);
  const silent = await startTestServer({ env: { PUSH_SERVICES: 'none' } });
  expect((await fetch(`${silent.url}/api/v1/push`)).status).toBe(404);
  await silent.close();
});

test('whoever’s push service does not answer delays nobody else', async () => {
  await follow('silent', [ADAM]);
  await follow('phone', [ADAM]);
  service.silent.add('/silent');
  await finish(8_000);
  await finish(8_100);
  // The second one is told while the first is still waited for.
  expect(await told('phone', 2)).toHaveLength(2);
  expect(service.givenUp).not.toContain('/silent');
  service.silent.clear();
});

test('a server that stops gives up what a push service does not answer', async () => {
  await follow('phone', [ADAM]);
  service.silent.add('/phone');
  await finish(8_000);
  await told('phone', 1);
  await server.close();
  await eventually(
    () => Promise.resolve(service.givenUp),
    (paths) => paths.includes('/phone'),
  );
  service.silent.clear();
  server = await startTestServer();
});

test('a device that was not heard of for a month is forgotten', async () => {
  await follow('phone', [ADAM]);
  const db = openDatabase(server.databaseUrl);
  await forgetSubscribers(db, Date.now() - 1_000);
  expect(await db('push_subscriptions').pluck('language')).toEqual(['en']);
  await forgetSubscribers(db, Date.now() + 1_000);
  expect(await db('push_subscriptions').pluck('language')).toEqual([]);
  await db.destroy();
});

test('a race that is hidden is told of to nobody', async () => {
  await follow('phone', [ADAM]);
  await event.admin('PATCH', 'config', { hiddenRaces: [RACES.single] });
  await finish(8_000);
  await event.pushResults([liveResult('first', 'adam', { time: 9_000, pen: 0, total: 9_000 })]);
  expect(await told('phone', 1)).toEqual(['Adam Novák: 90.00, rank 1st']);
});
