import { EventApi, send, type Answer } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const clock = new FakeClock();
let server: TestServer;
let created = 0;
beforeAll(async () => {
  server = await startTestServer({ clock, env: { MAX_AUTH_FAILURES: '1000' } });
});
afterAll(() => server.close());
beforeEach(() => {
  goTo('2026-05-30T10:00:00Z');
});

const goTo = (time: string): void => {
  clock.now = Date.parse(time);
};
const create = (details: object = {}): Promise<EventApi> =>
  EventApi.create(server.url, `KEY-${++created}`, details);

/** Every route that a key opens, asked with these headers. */
const routesOf = (event: EventApi, headers: Record<string, string>): [string, () => Promise<Answer>][] => {
  const admin = `${server.url}/api/v1/admin/events/${event.eventId}`;
  const ingest = `${server.url}/api/v1/ingest`;
  return [
    ['status', () => send('PATCH', `${admin}/status`, { body: { status: 'startlist' }, headers })],
    ['config', () => send('GET', `${admin}/config`, { headers })],
    ['change of config', () => send('PATCH', `${admin}/config`, { body: {}, headers })],
    ['xml', () => send('POST', `${ingest}/xml`, { body: { xml: springSlalom() }, headers })],
    ['results', () => send('POST', `${ingest}/results`, { body: { results: [] }, headers })],
    ['oncourse', () => send('POST', `${ingest}/oncourse`, { body: { oncourse: [] }, headers })],
  ];
};
const ROUTES = ['status', 'config', 'change of config', 'xml', 'results', 'oncourse'];
const ask = async (route: string, event: EventApi, headers: Record<string, string>): Promise<Answer> => {
  const found = routesOf(event, headers).find(([name]) => name === route);
  if (!found) throw new TypeError(route);
  return found[1]();
};

test.each(ROUTES)('without a key, %s is 401 and names the header', async (route) => {
  const { status, body } = await ask(route, await create(), {});
  expect([status, body]).toEqual([
    401,
    { error: 'Unauthorized', message: 'The header X-API-Key is missing.' },
  ]);
});

test.each(ROUTES)('with a key of no event, %s is 401', async (route) => {
  const { status, body } = await ask(route, await create(), { 'X-API-Key': 'f'.repeat(64) });
  expect([status, body]).toEqual([
    401,
    { error: 'Unauthorized', message: 'The X-API-Key is not the key of any event.' },
  ]);
});

test.each(['status', 'config', 'change of config'])(
  "with another event's key, %s is 401 and nothing changes",
  async (route) => {
    const event = await create();
    const other = await create();
    const { status, body } = await ask(route, event, { 'X-API-Key': other.apiKey });
    expect([status, body]).toEqual([
      401,
      { error: 'Unauthorized', message: `The X-API-Key is of another event, not of "${event.eventId}".` },
    ]);
    expect((await event.get()).status).toBe(404);
    expect((await other.get()).status).toBe(404);
  },
);

test('what is pushed with a key goes to the event of the key', async () => {
  const event = await create();
  const other = await create();
  await event.pushXml(springSlalom());
  await event.moveTo('startlist');
  await other.moveTo('startlist');
  expect((await event.get()).body.races).toHaveLength(6);
  expect((await other.get()).body.races).toEqual([]);
});

test('with a right key, an event that does not exist is 404', async () => {
  const event = await create();
  for (const [method, route] of [
    ['PATCH', 'status'],
    ['GET', 'config'],
    ['PATCH', 'config'],
  ]) {
    const { status, body } = await send(
      method ?? '',
      `${server.url}/api/v1/admin/events/NOBODY/${route ?? ''}`,
      {
        headers: { 'X-API-Key': event.apiKey },
        ...(method === 'PATCH' && { body: { status: 'startlist' } }),
      },
    );
    expect([status, body]).toEqual([404, { error: 'EventNotFound', message: 'There is no event "NOBODY".' }]);
  }
});

test('a deleted event takes its key with it', async () => {
  const event = await create();
  await send('DELETE', `${server.url}/api/v1/admin/events/${event.eventId}`);
  expect((await event.setConfig({})).status).toBe(401);
});

describe('the window of a key', () => {
  const DATES = { startDate: '2026-05-30', endDate: '2026-05-31' };

  test('is told at creation', async () => {
    const { body } = await send('POST', `${server.url}/api/v1/admin/events`, {
      body: { eventId: 'WINDOW', mainTitle: 'T', ...DATES },
    });
    expect(body.validity).toEqual({
      validFrom: '2026-05-20T00:00:00.000Z',
      validUntil: '2026-06-06T00:00:00.000Z',
    });
  });

  test('opens 10 days before the start date', async () => {
    const event = await create(DATES);
    goTo('2026-05-19T23:59:59.999Z');
    const { status, body } = await event.setConfig({});
    expect([status, body]).toEqual([
      401,
      {
        error: 'Unauthorized',
        message: 'The X-API-Key is not valid yet: only from 2026-05-20T00:00:00.000Z on.',
      },
    ]);
    goTo('2026-05-20T00:00:00Z');
    expect((await event.setConfig({})).status).toBe(200);
  });

  test('closes 5 days after the end date, that day included', async () => {
    const event = await create(DATES);
    goTo('2026-06-05T23:59:59.999Z');
    expect((await event.setConfig({})).status).toBe(200);
    goTo('2026-06-06T00:00:00Z');
    const { status, body } = await event.setConfig({});
    expect([status, body]).toEqual([
      401,
      {
        error: 'Unauthorized',
        message: 'The X-API-Key is no longer valid: it was until 2026-06-06T00:00:00.000Z.',
      },
    ]);
  });

  test.each(ROUTES)('closed, refuses %s', async (route) => {
    const event = await create(DATES);
    goTo('2026-07-01T00:00:00Z');
    expect((await ask(route, event, { 'X-API-Key': event.apiKey })).status).toBe(401);
  });

  test('counts a date with a time of day to the instant', async () => {
    const event = await create({
      startDate: '2026-05-30T09:00:00+02:00',
      endDate: '2026-05-31T17:00:00+02:00',
    });
    goTo('2026-05-20T06:59:59Z');
    expect((await event.setConfig({})).status).toBe(401);
    goTo('2026-05-20T07:00:00Z');
    expect((await event.setConfig({})).status).toBe(200);
    goTo('2026-06-05T15:00:00Z');
    expect((await event.setConfig({})).status).toBe(401);
  });

  test('ends 5 days after the start date where there is no end date', async () => {
    const event = await create({ startDate: '2026-05-30' });
    goTo('2026-06-04T23:59:59Z');
    expect((await event.setConfig({})).status).toBe(200);
    goTo('2026-06-05T00:00:00Z');
    expect((await event.setConfig({})).status).toBe(401);
  });

  test('is always open for an event without dates, whatever an export says', async () => {
    const event = await create();
    await event.pushXml(springSlalom({ event: { StartDate: '2026-05-30', EndDate: '2026-05-31' } }));
    for (const time of ['1999-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      goTo(time);
      expect((await event.setConfig({})).status).toBe(200);
    }
  });

  test('is widened by the dates of an export', async () => {
    const event = await create(DATES);
    const { body } = await event.pushXml(
      springSlalom({
        event: { StartDate: '2026-05-28T00:00:00+02:00', EndDate: '2026-06-10T00:00:00+02:00' },
      }),
    );
    expect(body.warnings).toBeUndefined();
    goTo('2026-06-15T12:00:00Z');
    expect((await event.setConfig({})).status).toBe(200);
    goTo('2026-06-16T00:00:00Z');
    expect((await event.setConfig({})).status).toBe(401);
  });

  test('is not closed by an old export: the answer warns and the key stays valid', async () => {
    const event = await create(DATES);
    const { status, body } = await event.pushXml(
      springSlalom({ event: { StartDate: '2024-05-04', EndDate: '2024-05-05' } }),
    );
    expect(status).toBe(200);
    expect(body.warnings).toEqual([expect.stringContaining('2024-05-04 to 2024-05-05')]);
    expect((await event.setConfig({})).status).toBe(200);
  });

  test('once widened is not narrowed by a later export without those dates', async () => {
    const event = await create(DATES);
    await event.pushXml(springSlalom({ event: { StartDate: '2026-05-30', EndDate: '2026-06-10' } }));
    goTo('2026-06-12T10:00:00Z');
    const old = await event.pushXml(
      springSlalom({ event: { StartDate: '2026-05-30', EndDate: '2026-05-31' } }),
    );
    expect(old.status).toBe(200);
    expect(old.body.warnings).toEqual([expect.stringContaining('2026-05-31')]);
    expect((await event.pushXml(springSlalom())).status).toBe(200);
    expect((await event.setConfig({})).status).toBe(200);
  });
});
