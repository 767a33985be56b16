import request from 'supertest';
import type { FirstState } from '../../../app/web/shared/firstState';
import { readSettings, SettingsError } from '../../../app/settings';
import { EventApi } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const PAGES = [
  '/events/TEST',
  ...['board', 'speaker', 'programme', 'gates', 'book'].map((page) => `/events/TEST/${page}`),
  '/embed/TEST',
];

/** An answer in the encoding that is asked for; `fetch` inflates it. */
async function encoded(url: string, path: string, encoding: string) {
  const answer = await fetch(url + path, { headers: { 'Accept-Encoding': encoding } });
  return { headers: answer.headers, text: await answer.text() };
}

/** HTML without the entities that text may be written with in it. */
const readable = (html: string): string =>
  html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');

const directives = (policy: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (policy ?? '').split('; ').map((one) => [one.split(' ')[0] ?? '', one.split(' ').slice(1).join(' ')]),
  );

describe('the pages as the server sends them', () => {
  let server: TestServer;
  const page = (path: string) => request(server.url).get(path);

  beforeAll(async () => {
    server = await startTestServer();
    const event = await EventApi.create(server.url, 'TEST', {
      mainTitle: 'Cup <of> "Ours" & Theirs',
      subTitle: "Saturday's",
      location: 'Horní Brod',
    });
    await event.pushXml(springSlalom());
    await event.moveTo('running');
    await EventApi.create(server.url, 'DRAFT');
  });
  afterAll(() => server.close());

  test.each(PAGES)(
    '%s says at once which event it is and how it stands, and nothing in it is taken for HTML',
    async (path) => {
      const { text } = await page(path).expect(200).expect('Content-Type', 'text/html; charset=utf-8');
      expect(readable(text)).toContain('<h1>Cup <of> "Ours" & Theirs</h1>');
      expect(readable(text)).toContain('<p class="event-where">Saturday\'s · Horní Brod');
      expect(text).toContain('<span class="chip" data-status="running">Live</span>');
      expect(text).toContain('<html lang="en">');
      expect(text).not.toContain('<of>');
    },
  );

  test.each(PAGES.slice(1))('%s has the browser fetch the snapshot beside the script', async (path) => {
    expect((await page(path)).text).toContain(
      '<link rel="preload" as="fetch" crossorigin="anonymous" href="/api/v1/events/TEST/snapshot">',
    );
  });

  test('the event page has its first state in itself: rows, and the message to follow from', async () => {
    const { text } = await page('/events/TEST?race=K1M_ST_BR1_6');
    expect(text).not.toContain('/api/v1/events/TEST/snapshot');
    const json = /<script type="application\/json" id="first-state">([^<]*)<\/script>/.exec(text)?.[1] ?? '';
    const first = JSON.parse(json) as FirstState;
    const { body } = await page(`/api/v1/events/TEST/snapshot?races=${first.races.join(',')}`);
    const { id, type, data } = body as FirstState['message'];
    expect(first.message).toMatchObject({ id, type, data });
    expect(first.races.length).toBeGreaterThan(0);
    for (const raceId of first.races) expect(data.results[raceId]?.length).toBeGreaterThan(0);
    for (const { bib } of data.results[first.races[0] ?? ''] ?? [])
      expect(text).toContain(`data-bib="${bib}"`);
  });

  test.each(PAGES)('%s loads script and styles from addresses that may be cached for ever', async (path) => {
    const { text } = await page(path);
    const loaded = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, address]) => address ?? '',
    );
    expect(loaded.filter((address) => address.endsWith('.js')).length).toBeGreaterThan(0);
    expect(loaded.filter((address) => address.endsWith('.css')).length).toBeGreaterThan(0);
    for (const address of loaded) {
      await page(address).expect(200).expect('Cache-Control', 'public, max-age=31536000, immutable');
    }
  });

  test('the language is the one asked for, else the best that the browser accepts', async () => {
    const languageOf = async (path: string, accepted: string) =>
      /<html lang="(\w+)">/.exec((await page(path).set('Accept-Language', accepted)).text)?.[1];
    expect(await languageOf('/events/TEST', 'cs,en;q=0.5')).toBe('cs');
    expect(await languageOf('/events/TEST', 'sk')).toBe('sk');
    expect(await languageOf('/events/TEST', 'de-AT, en;q=0.5')).toBe('de');
    expect(await languageOf('/events/TEST', 'ja')).toBe('en');
    expect(await languageOf('/events/TEST', 'ja, fr;q=0.5')).toBe('fr');
    expect(await languageOf('/events/TEST?lang=en', 'cs')).toBe('en');
    expect((await page('/events/TEST?lang=cs')).text).toContain('Živě');
    expect((await page('/events/TEST')).headers.vary).toContain('Accept-Language');
  });

  test('an event that does not exist, or is a draft, is a page that says so', async () => {
    for (const path of [...PAGES.map((one) => one.replace('TEST', 'NONE')), '/events/DRAFT']) {
      const { text } = await page(path).set('Accept-Language', 'cs').expect(404);
      expect(text).toContain('<html lang="cs">');
      expect(text).toContain('href="/"');
    }
  });

  test('nothing but what this server has may be loaded, and only /embed may stand in a frame', async () => {
    for (const path of ['/', ...PAGES.slice(0, 3), '/events/NONE']) {
      const policy = directives((await page(path)).headers['content-security-policy']);
      expect(policy).toMatchObject({
        'default-src': "'self'",
        'frame-ancestors': path.endsWith('/board') ? "'self'" : "'none'",
        'base-uri': "'none'",
      });
    }
    const embed = directives((await page('/embed/TEST')).headers['content-security-policy']);
    expect(embed['frame-ancestors']).toBe('*');
  });

  test('the setting says which sites may embed', async () => {
    const ours = 'https://club.example, https://*.federation.example:8443';
    const strict = await startTestServer({ env: { EMBED_ORIGINS: ours }, directory: server.directory });
    const { headers } = await request(strict.url).get('/embed/TEST');
    expect(directives(headers['content-security-policy'])['frame-ancestors']).toBe(
      "'self' https://club.example https://*.federation.example:8443",
    );
    await strict.close();
    expect(readSettings({ EMBED_ORIGINS: 'none' }).embedOrigins).toEqual([]);
    for (const wrong of ['club.example', "https://a.example; script-src 'unsafe-inline'", ','])
      expect(() => readSettings({ EMBED_ORIGINS: wrong })).toThrow(SettingsError);
  });

  test('a host that is no host does not get into the policy', async () => {
    const { headers } = await page('/').set('Host', "x.example;script-src 'unsafe-inline'");
    expect(directives(headers['content-security-policy'])['connect-src']).toBe("'self'");
  });

  test('everything goes compressed to who can read it, and plain to who cannot', async () => {
    const [asset = ''] = /\/assets\/[^"]+\.js/.exec((await page('/')).text) ?? [];
    const plain = await encoded(server.url, asset, 'identity');
    expect(plain.headers.get('content-encoding')).toBeNull();
    for (const encoding of ['gzip', 'br']) {
      const answer = await encoded(server.url, asset, encoding);
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('vary')).toContain('Accept-Encoding');
      expect(answer.text).toBe(plain.text);
      expect(answer.headers.get('etag')).not.toBe(plain.headers.get('etag'));
      expect(Number(answer.headers.get('content-length'))).toBeLessThan(plain.text.length);
    }
    for (const encoding of ['gzip', 'br', 'identity']) {
      const html = await encoded(server.url, '/events/TEST', encoding);
      expect(html.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(html.text).toContain('<h1>Cup');
    }
    const refused = await page(asset).set('Accept-Encoding', 'br;q=0, gzip;q=0');
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test('the client library is for pages everywhere, and asked about each time', async () => {
    const answer = await page('/client.js')
      .expect(200)
      .expect('Access-Control-Allow-Origin', '*')
      .expect('Cache-Control', 'no-cache')
      .expect('Content-Type', /javascript/);
    expect(answer.text).toMatch(/export\s*\{/);
    await page('/client.js')
      .set('If-None-Match', answer.headers.etag ?? '')
      .expect(304);
  });

  test('the version of the pages is in their header and at an address of its own', async () => {
    const { body } = await page('/version').expect('Access-Control-Allow-Origin', '*');
    const { version } = body as { version: string };
    expect(version).toMatch(/^\w{8,}$/);
    const { headers, text } = await page('/events/TEST/board');
    expect(headers['x-slalom-live-version']).toBe(version);
    expect(text).toContain(`data-version="${version}"`);
  });

  test('official results are still shown', async () => {
    const event = await EventApi.withExport(server.url, springSlalom(), 'official', 'DONE');
    const { text } = await page(`/events/${event.eventId}`).expect(200);
    expect(text).toContain('Official');
  });
});
