/** Every address that an answer names lies below the prefix, and leads somewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { connectLive, type LiveState } from '../../../lib/client';
import { EventApi, send, type Answer } from '../../support/api';
import { startPortal, type Portal } from '../../support/portal';

const xml = readFileSync(join(__dirname, '../../../specs/example-export.xml'), 'utf8');

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
  await EventApi.withExport(portal.url, xml);
});
afterAll(() => portal.close());

const read = (path: string): Promise<Answer> =>
  send('GET', portal.root + path, { headers: { Accept: '*/*' } });
/** The addresses in HTML that begin at the server's root. */
const addressesIn = (html: string): string[] =>
  [...html.matchAll(/\s(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => (path ?? '').replaceAll('&#38;', '&'));

test.each([
  ['the list of events', '/live/'],
  ['the event page, drawn with its rows', '/live/events/TEST'],
  ['a board', '/live/events/TEST/board'],
  ['an overlay', '/live/events/TEST/board?layout=overlay'],
  ["the commentator's page", '/live/events/TEST/speaker'],
  ['a table in a frame', '/live/embed/TEST'],
  ['the page of an event that is not there', '/live/events/NONE'],
])('%s', async (_name, path) => {
  const { body } = await read(path);
  const named = addressesIn(body as string);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((address) => !address.startsWith('/live/'))).toEqual([]);
  for (const address of named) expect([address, (await read(address)).status]).toEqual([address, 200]);
  // In words, too.
  expect((body as string).replaceAll('/live/', '')).not.toMatch(/[^\w.]\/(api|events|assets)\//);
});

test('what the event page links to besides', async () => {
  const { body } = await read('/live/events/TEST');
  expect(addressesIn(body as string)).toEqual(
    expect.arrayContaining(['/live/', '/live/api/v1/events/TEST/schedule.ics']),
  );
  expect(body).toContain('data-prefix="/live"');
});

test('the calendar leads to the page', async () => {
  const { body } = await read('/live/api/v1/events/TEST/schedule.ics');
  const urls = [...(body as string).replace(/\r\n /g, '').matchAll(/^URL:(.*?)\r?$/gm)].map(
    ([, url]) => url ?? '',
  );
  expect(urls.length).toBeGreaterThan(0);
  for (const url of urls) expect((await send('GET', url)).status).toBe(200);
});

test('the description of the API says where it is', async () => {
  const { body } = await read('/live/api/v1/openapi.json');
  const { servers, paths } = body as { servers: { url: string }[]; paths: Record<string, unknown> };
  expect(servers).toEqual([{ url: '/live' }]);
  expect(paths).toHaveProperty(['/api/v1/events/{eventId}/snapshot']);
});

test('scripts, styles and downloads name no address at the root of the server', async () => {
  const { body } = await read('/live/events/TEST');
  const assets = addressesIn(body as string).filter((address) => address.includes('/assets/'));
  expect(assets.length).toBeGreaterThan(2);
  const lists = ['results/K1M_BR1_1.csv', 'startlist/K1M_BR1_1.csv', 'schedule.ics'];
  for (const path of [
    ...assets,
    '/live/client.js',
    ...lists.map((list) => `/live/api/v1/events/TEST/${list}`),
  ]) {
    const text = String((await read(path)).body);
    // As scripts write addresses: in quotes, and in styles in brackets.
    expect([path, text.match(/["'`(]\/(assets|events|embed|client\.js|version)\b[^"'`)]*/g)]).toEqual([
      path,
      null,
    ]);
  }
});

test.each(['', '/'])('the client library takes the address of the stack, ending in "%s"', async (ending) => {
  const connection = connectLive({ url: portal.url + ending, eventId: 'TEST', WebSocket });
  const state = await new Promise<LiveState>((resolve) => {
    connection.on('state', resolve);
  });
  expect(state.event.eventId).toBe('TEST');
  connection.close();
});
