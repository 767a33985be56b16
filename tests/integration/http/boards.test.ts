/** Boards that are led from the control page, and their pictures. */
import { EventApi, send, type Answer, type Json } from '../../support/api';
import { FORMS } from '../../support/liveClients';
import { springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const SHOWN = { layout: 'vertical', rows: null, race: null, title: null, width: 1_920, height: 1_080 };

let clock: FakeClock;
let server: TestServer;
let event: EventApi;
beforeEach(async () => {
  clock = new FakeClock();
  server = await startTestServer({ clock });
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const boards = async (): Promise<Json[]> => (await event.admin('GET', 'boards')).body.boards as Json[];
const report = (body: object): Promise<Answer> =>
  send('POST', `${server.url}/api/v1/events/TEST/boards`, { body });
const tokenOf = async (): Promise<string> =>
  (await send('GET', `${server.url}/api/v1/admin/events/TEST`)).body.boardToken as string;

test('a board that says so is there until it is silent for a while', async () => {
  expect((await report({ name: 'wall-1', board: await tokenOf(), shown: SHOWN })).status).toBe(204);
  await report({ name: 'tent', shown: { ...SHOWN, layout: 'ledwall' } });
  expect(await boards()).toEqual([
    expect.objectContaining({ name: 'tent', isOpen: true, hasToken: false, led: null }),
    expect.objectContaining({ name: 'wall-1', isOpen: true, hasToken: true, shown: SHOWN }),
  ]);
  clock.advance(50_001);
  expect(await boards()).toEqual([]);
});

test.each(FORMS)('is led at once, by %s as every setting; an unopened one, too', async (_name, connect) => {
  const viewer = connect(event);
  try {
    await viewer.until(({ messages }) => messages.length > 0);
    const led = await event.admin('PUT', 'boards/wall-1', { label: 'Finish', layout: 'ledwall', rows: 8 });
    expect([led.status, led.body]).toEqual([
      200,
      {
        ...{ label: 'Finish', layout: 'ledwall', rows: 8 },
        ...{ race: null, title: null, hasImages: null, reloadedAt: null },
      },
    ]);
    await viewer.until(({ state }) => state?.config.boards?.['wall-1']?.layout === 'ledwall');
    await event.admin('PUT', 'boards/wall-1', { reload: true });
    await viewer.until(({ state }) => state?.config.boards?.['wall-1']?.reloadedAt !== null);
    expect((await boards())[0]).toMatchObject({ name: 'wall-1', isOpen: false, led: { rows: 8 } });
    await event.admin('DELETE', 'boards/wall-1');
    await viewer.until(({ state }) => state?.config.boards === undefined);
    expect(await boards()).toEqual([]);
  } finally {
    viewer.close();
  }
});

test('pictures are seen by everyone, with a version, and gone when they are taken away', async () => {
  const put = (name: string, imageData: string | null): Promise<Answer> =>
    event.admin('PUT', `board-images/${name}`, { imageData });
  expect((await put('logo', PNG)).status).toBe(200);
  await put('sponsor-12', PNG);
  const { boardImages } = (await event.get('snapshot')).body.data.config;
  expect(boardImages).toEqual({
    logo: expect.stringMatching(/^[0-9a-f]{12}$/),
    'sponsor-12': boardImages.logo,
  });
  const logo = await event.get('board-images/logo');
  expect([logo.status, logo.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(logo.headers.get('content-security-policy')).toContain('sandbox');
  await put('logo', null);
  expect((await event.get('board-images/logo')).body.error).toBe('ImageNotFound');
  expect((await put('sponsor-13', PNG)).status).toBe(400);
});

test('nobody takes the list, or the room of pushes, who only says to be a board', async () => {
  for (let n = 1; n <= 20; n += 1) expect((await report({ name: `x${n}`, shown: SHOWN })).status).toBe(204);
  expect((await report({ name: 'x21', shown: SHOWN })).body.error).toBe('TooManyBoards');
  expect((await report({ name: 'x20', shown: SHOWN })).status).toBe(204);
  expect((await report({ name: 'wall', board: await tokenOf(), shown: SHOWN })).status).toBe(204);
  const long = await report({ name: 'x1', shown: { ...SHOWN, title: 'x'.repeat(5_000) } });
  expect([long.status, long.body.error]).toEqual([413, 'PayloadTooLarge']);
  expect((await report({ name: '../x', shown: SHOWN })).body.message).toContain('at most 50 letters');
  expect((await event.admin('PUT', 'boards/x1', { layout: 'round' })).body.message).toContain(
    'expected one of',
  );
});
