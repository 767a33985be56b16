import { EventApi, send, type Answer } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';
import { FORMS } from '../../support/liveClients';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const of = (eventId: string, route = '') => `${server.url}/api/v1/admin/events/${eventId}${route}`;
const show = (eventId: string): Promise<Answer> => send('GET', of(eventId));
const edit = (eventId: string, body: unknown): Promise<Answer> => send('PATCH', of(eventId), { body });
const rotate = (eventId: string): Promise<Answer> => send('POST', of(eventId, '/key'));

describe('an event that administrators look at and edit', () => {
  test('is shown with its key and when that works, also as a draft', async () => {
    const { apiKey } = await EventApi.create(server.url, 'SHOWN', { startDate: '2026-05-30' });
    const { status, body } = await show('SHOWN');
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        eventId: 'SHOWN',
        mainTitle: 'Spring Slalom',
        status: 'draft',
        apiKey,
        validity: { validFrom: '2026-05-20T00:00:00.000Z', validUntil: '2026-06-05T00:00:00.000Z' },
      }),
    ]);
    expect((await show('NONE')).body.error).toBe('EventNotFound');
  });

  test('has what was named changed, and the rest left', async () => {
    await EventApi.create(server.url, 'EDITED', { location: 'Horní Brod', facility: 'Weir', imageData: PNG });
    const change = { mainTitle: 'Autumn Slalom', location: null, facility: '', endDate: '2026-10-02' };
    const { status, body } = await edit('EDITED', change);
    const shown = { mainTitle: 'Autumn Slalom', location: null, facility: null, hasImage: true };
    expect([status, body]).toEqual([200, expect.objectContaining(shown)]);
    expect((await show('EDITED')).body).toEqual(body);
    expect((await edit('EDITED', { imageData: null })).body.hasImage).toBe(false);
    expect((await edit('EDITED', { imageData: PNG })).body.hasImage).toBe(true);
    expect((await edit('EDITED', {})).status).toBe(200);
  });

  test('goes into the archive and out of it; its page stays', async () => {
    const event = await EventApi.withExport(server.url, springSlalom(), 'running', 'OLD');
    const listed = async () =>
      ((await send('GET', `${server.url}/api/v1/events`)).body.events as { eventId: string }[]).find(
        ({ eventId }) => eventId === 'OLD',
      );
    expect(await listed()).not.toHaveProperty('isArchived');
    expect((await edit('OLD', { isArchived: true })).body.isArchived).toBe(true);
    expect(await listed()).toMatchObject({ isArchived: true });
    expect((await event.get('snapshot')).status).toBe(200);
    expect((await edit('OLD', { isArchived: false })).body.isArchived).toBe(false);
    expect(await listed()).not.toHaveProperty('isArchived');
  });

  test('has the window of its key entered, or again by its dates', async () => {
    const event = await EventApi.create(server.url, 'WINDOW', { startDate: '2026-05-30' });
    const validity = { from: '2020-01-01T00:00:00Z', until: '2020-02-01T00:00:00Z' };
    const { body } = await edit('WINDOW', { validity });
    expect(body).toMatchObject({
      ...{ validity: { validFrom: '2020-01-01T00:00:00.000Z', validUntil: '2020-02-01T00:00:00.000Z' } },
      hasOwnValidity: true,
    });
    expect((await event.pushXml(springSlalom())).body.message).toContain('no longer valid');
    await edit('WINDOW', { validity: { from: null, until: null } });
    expect((await event.pushXml(springSlalom())).status).toBe(200);
    expect((await edit('WINDOW', { validity: null })).body).toMatchObject({
      ...{ validity: { validFrom: '2026-05-20T00:00:00.000Z' }, hasOwnValidity: false },
    });
    const turned = { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    expect((await edit('WINDOW', { validity: turned })).body.message).toContain('an end after the start');
  });

  test('has the address of its picture', async () => {
    const event = await EventApi.withExport(server.url, springSlalom(), 'running', 'PICTURE');
    expect((await event.get()).body.event).toMatchObject({ hasImage: false, imageUrl: null });
    await edit('PICTURE', { imageData: PNG });
    const { imageUrl } = (await event.get()).body.event as { imageUrl: string };
    expect((await send('GET', server.url + imageUrl)).status).toBe(200);
  });

  test.each(FORMS)('is told to who watches by %s, and to who reads', async (name, connect) => {
    const eventId = name.replaceAll(/\W/g, '-');
    const event = await EventApi.withExport(server.url, springSlalom(), 'running', eventId);
    const viewer = connect(event);
    try {
      await viewer.until(({ messages }) => messages.length > 0);
      await edit(eventId, { mainTitle: 'Corrected title' });
      await viewer.until(({ state }) => state?.event.mainTitle === 'Corrected title');
      expect(viewer.messages.at(-1)?.type).toBe('full');
      expect((await event.get()).body.event.mainTitle).toBe('Corrected title');
    } finally {
      viewer.close();
    }
  });

  test.each([
    [{ eventId: 'OTHER' }, 'unknown field eventId'],
    [{ mainTitle: '' }, 'mainTitle: expected a title'],
    [{ mainTitle: null }, 'mainTitle: expected a text'],
    [{ startDate: 'soon' }, 'startDate: expected a date'],
    [{ endDate: '2026-05-01' }, 'endDate: expected a date that is not before startDate'],
    [{ imageData: 'data:text/html;base64,AAAA' }, 'imageData: expected a data URI'],
  ])('refuses %j, and nothing has changed', async (change, words) => {
    const eventId = `R${Math.random().toString(36).slice(2)}`;
    await EventApi.create(server.url, eventId, { startDate: '2026-05-30' });
    const before = (await show(eventId)).body;
    const { status, body } = await edit(eventId, { location: 'Elsewhere', ...change });
    expect([status, body.error, body.message]).toEqual([
      400,
      'ValidationError',
      expect.stringContaining(words),
    ]);
    expect((await show(eventId)).body).toEqual(before);
  });

  test('that there is none is said', async () => {
    expect((await edit('NONE', { mainTitle: 'X' })).status).toBe(404);
    expect((await rotate('NONE')).status).toBe(404);
  });
});

test('a key that was replaced is refused at once, and the new one works', async () => {
  const old = await EventApi.create(server.url, 'ROTATED');
  const { status, body } = await rotate('ROTATED');
  expect([status, body]).toEqual([
    200,
    {
      eventId: 'ROTATED',
      apiKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      boardToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      previousValidUntil: expect.any(String),
    },
  ]);
  expect(body.apiKey).not.toBe(old.apiKey);
  expect((await old.pushXml(springSlalom())).body.message).toContain('The X-API-Key was replaced');
  const current = EventApi.of(server.url, 'ROTATED', body.apiKey as string);
  expect((await current.pushXml(springSlalom())).status).toBe(200);
  expect((await show('ROTATED')).body.apiKey).toBe(body.apiKey);
});
