import { liveResult, onCourse } from '../../support/springSlalom';
import type { Follower } from './follower';
import { until, WatchedEvent } from './WatchedEvent';

let watched: WatchedEvent;

beforeEach(async () => {
  watched = await WatchedEvent.start();
});

afterEach(async () => {
  await watched.stop();
});

const isOn = (transport: string) => (follower: Follower) =>
  follower.status.transport === transport && ['live', 'polling'].includes(follower.status.phase);

/** How often something was asked for. */
const asked = (path: string): number => watched.proxy.seen.filter((one) => one.path.includes(path)).length;

describe('a network that lets no WebSocket through', () => {
  test('is watched by SSE', async () => {
    watched.proxy.refusesUpgrades = true;
    const follower = watched.follow();
    await follower.until(isOn('sse'));
    await watched.finish();
    await watched.missedNothing(follower);
    expect(follower.status.phase).toBe('live');
  });

  test('or that opens it and holds back what it says, is watched by SSE', async () => {
    watched.proxy.holdsBack = /\/ws/;
    const follower = watched.follow();
    await follower.until(isOn('sse'));
    await watched.finish();
    await watched.missedNothing(follower);
  });

  test('and holds back SSE, is watched by asking again and again', async () => {
    watched.proxy.refusesUpgrades = true;
    watched.proxy.holdsBack = /\/sse/;
    const follower = watched.follow();
    await follower.until(isOn('poll'));
    expect(follower.status.phase).toBe('polling');
    await watched.finish();
    await watched.missedNothing(follower);
  });

  test('and answers SSE with a page of its own, is watched by asking again and again', async () => {
    watched.proxy.refusesUpgrades = true;
    const headers = { 'Content-Type': 'text/html' };
    watched.proxy.answers = { path: /\/sse/, answer: { status: 200, headers, body: 'Log in' } };
    const follower = watched.follow();
    await follower.until(isOn('poll'));
    await watched.finish();
    await watched.missedNothing(follower);
  });
});

describe('a better transport that works again', () => {
  test('is used again, with nothing missed and nothing twice', async () => {
    watched.proxy.refusesUpgrades = true;
    watched.proxy.holdsBack = /\/sse/;
    const follower = watched.follow();
    await follower.until(isOn('poll'));
    await watched.finish('adam');
    watched.proxy.holdsBack = null;
    await follower.until(isOn('sse'));
    await watched.finish('ben');
    watched.proxy.refusesUpgrades = false;
    await follower.until(isOn('ws'));
    await watched.finish('cyril');
    await watched.missedNothing(follower);
    expect(follower.kinds).toEqual(['full', 'diff', 'diff', 'diff']);
  });

  test('is used on a quiet event, too', async () => {
    watched.proxy.refusesUpgrades = true;
    const follower = watched.follow();
    await follower.until(isOn('sse'));
    watched.proxy.refusesUpgrades = false;
    await follower.until(isOn('ws'));
    expect(follower.kinds).toEqual(['full']);
  });

  test('changes nothing in the middle of a race', async () => {
    watched.proxy.refusesUpgrades = true;
    const follower = watched.follow();
    await follower.until(isOn('sse'));
    watched.proxy.refusesUpgrades = false;
    // One after the other, as fast as they go, until some time after the change.
    for (let after = 0; after < 5; after += isOn('ws')(follower) ? 1 : 0) await watched.finish();
    await watched.missedNothing(follower);
  });

  test('is not believed before it has delivered', async () => {
    watched.proxy.refusesUpgrades = true;
    const follower = watched.follow();
    await follower.until(isOn('sse'));
    const before = follower.path;
    watched.proxy.refusesUpgrades = false;
    watched.proxy.holdsBack = /\/ws/;
    await until(() => asked('view=structure') >= 3);
    await watched.finish();
    await watched.missedNothing(follower);
    expect(follower.path).toEqual(before);
  });
});

describe('a connection that looks open', () => {
  test.each(['ws', 'sse'] as const)('and is not (%s), is found out', async (transport) => {
    const follower = watched.follow({ transport });
    await follower.upToDate();
    watched.proxy.holdsBack = new RegExp(`/${transport}`);
    await watched.finish();
    await until(() => follower.errors.length > 0);
    watched.proxy.holdsBack = null;
    await watched.missedNothing(follower);
  });

  test('and is held back from some time on, makes room for what works', async () => {
    const follower = watched.follow();
    await follower.until(isOn('ws'));
    watched.proxy.holdsBack = /\/ws|\/sse/;
    await watched.finish();
    await follower.until(isOn('poll'));
    await watched.missedNothing(follower);
  });

  test('and is only quiet, is kept', async () => {
    const follower = watched.follow();
    await follower.upToDate();
    await until(() => asked('wait=0') >= 3);
    expect(follower.path).toEqual(['connecting ws', 'live ws']);
    expect(asked('/ws')).toBe(1);
    await watched.finish();
    await watched.missedNothing(follower);
  });

  test('is asked about sooner while someone is on the course', async () => {
    const follower = watched.follow({ timings: { quietMs: 60_000, racingQuietMs: 300 } });
    await follower.upToDate();
    expect(asked('wait=0')).toBe(0);
    await watched.api.pushOnCourse([onCourse('single', 'ben', { dtStart: '2026-05-30T10:04:00Z' })]);
    await until(() => asked('wait=0') >= 1);
    // Before the server let go of an athlete of whom nothing is heard, which is news.
    expect(follower.state?.oncourse).toHaveLength(1);
  });
});

describe('what the server says is done', () => {
  test('"refresh": it begins anew with a full, once, and goes on from there', async () => {
    watched.proxy.isForPlain = true;
    const follower = watched.follow({ transport: 'sse' });
    await follower.upToDate();
    await watched.finish('adam');
    await watched.missedNothing(follower);
    watched.proxy.inject('data: {"type":"refresh","id":"x-1","at":"2026-05-30T10:00:00Z"}\n\n');
    await follower.until(({ kinds }) => kinds.length === 3);
    await follower.upToDate();
    expect(follower.kinds).toEqual(['full', 'diff', 'full']);
    await watched.finish('ben');
    await watched.caughtUp(follower);
    expect(follower.state).toEqual(await watched.restState());
    expect(follower.kinds).toEqual(['full', 'diff', 'full', 'diff']);
    expect(follower.path).toEqual(['connecting sse', 'live sse']);
  });

  test('messages of types that are not known change nothing', async () => {
    watched.proxy.isForPlain = true;
    const follower = watched.follow({ transport: 'sse' });
    await follower.upToDate();
    const { state } = follower;
    const id = follower.connection.id ?? '';
    watched.proxy.inject(`data: {"type":"weather","id":"${id}","at":"2026-05-30T10:00:00Z"}\n\n`);
    await follower.until(({ messages }) => messages.length === 2);
    expect(follower.state).toBe(state);
    await watched.finish();
    await watched.caughtUp(follower);
    expect(follower.errors).toEqual([]);
  });

  test('what is no message breaks the connection, and nothing is lost', async () => {
    watched.proxy.isForPlain = true;
    const follower = watched.follow({ transport: 'sse' });
    await follower.upToDate();
    watched.proxy.inject('data: {"type":"diff","data":{"oncou\n\n');
    await follower.until(({ errors }) => errors.length > 0);
    await watched.finish();
    await watched.missedNothing(follower);
  });

  test.each([
    ['an answer of 503', 503, { 'Retry-After': '1' }, '', 1_000],
    ['an answer of 429', 429, { 'Retry-After': '1' }, '', 1_000],
    [
      '"busy"',
      200,
      { 'Content-Type': 'text/event-stream' },
      'retry: 700\nevent: busy\ndata: {"error":"ConnectionLimitReached"}\n\n',
      700,
    ],
  ])('%s: it does not come back before the time that is named', async (_what, status, headers, body, ms) => {
    watched.proxy.answers = {
      path: /\/sse/,
      answer: { status, headers: headers, body },
    };
    const follower = watched.follow({ transport: 'sse' });
    await follower.until(({ status: { phase } }) => phase === 'offline');
    watched.proxy.answers = null;
    await follower.upToDate();
    const [first, second] = watched.proxy.seen.filter(({ path }) => path.includes('/sse'));
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(ms - 5);
  });

  test('a WebSocket that is refused for want of room comes back when there may be some', async () => {
    watched.proxy.refusesUpgrades = true;
    watched.proxy.answers = { path: /\/poll/, answer: { status: 503, headers: { 'Retry-After': '1' } } };
    const follower = watched.follow({ transport: 'ws' });
    await until(() => asked('/poll') === 1);
    watched.proxy.refusesUpgrades = false;
    watched.proxy.answers = null;
    await follower.upToDate();
    const { seen } = watched.proxy;
    const poll = seen.findIndex(({ path }) => path.includes('/poll'));
    const next = seen.slice(poll).find(({ path }) => path.includes('/ws'));
    expect((next?.at ?? 0) - (seen[poll]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

test('rows that did not change stay the same objects, so that pages paint only what is new', async () => {
  const follower = watched.follow();
  await follower.upToDate();
  const before = follower.state;
  await watched.finish();
  await watched.caughtUp(follower);
  expect(follower.state?.startlists).toBe(before?.startlists);
  expect(follower.state?.results.TEAM).toBe(before?.results.TEAM);
});

test("the server's time is known although the local clock is wrong, and late messages do not spoil it", async () => {
  const realNow = Date.now;
  // The server has its own already.
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + 3_600_000);
  try {
    const follower = watched.follow();
    await follower.upToDate();
    await watched.api.pushResults([liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 })]);
    await watched.caughtUp(follower);
    // As late as the fastest message was, which a busy machine decides; the local clock is an hour off.
    const offBy = Math.abs(follower.connection.serverNow() - realNow());
    expect(offBy).toBeLessThan(60_000);
    watched.proxy.delayMs = 300;
    await watched.finish();
    await watched.caughtUp(follower);
    expect(Math.abs(follower.connection.serverNow() - realNow())).toBeLessThan(offBy + 100);
  } finally {
    clock.mockRestore();
  }
});
