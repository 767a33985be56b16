import request from 'supertest';
import { EventApi } from '../../support/api';
import { liveResult, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';

/** What a chat makes of a page: Open Graph's properties. */
async function preview(url: string, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  const { text } = await request(url).get('').set(headers).expect(200);
  const found = [...text.matchAll(/<meta property="og:([^"]+)" content="([^"]*)">/g)];
  return Object.fromEntries(
    found.map(([, name = '', content = '']) => [name, content.replaceAll('&#38;', '&')]),
  );
}

async function picture(url: string): Promise<{ width: number; height: number; bytes: Buffer }> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/png');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bytes };
}

describe('a link that is sent into a chat', () => {
  let server: TestServer;
  let event: EventApi;

  beforeAll(async () => {
    server = await startTestServer();
    event = await EventApi.create(server.url, 'TEST', { mainTitle: 'Spring Slalom', location: 'Horní Brod' });
    await event.pushXml(springSlalom());
    await event.moveTo('running');
  });
  afterAll(() => server.close());

  test('shows the athlete: a picture of their name, rank and total, which is another one after a result', async () => {
    const page = `${server.url}/events/TEST/a/1001`;
    const before = await preview(page);
    expect(before).toMatchObject({ 'image:width': '1200', 'image:height': '630' });
    expect(before.image).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/events\/TEST\/a\/1001\/picture\.png\?lang=en&v=\w+$/,
    );
    const drawn = await picture(before.image ?? '');
    expect(drawn).toMatchObject({ width: 1200, height: 630 });
    expect(drawn.bytes.length).toBeLessThan(300_000);
    expect((await picture(before.image ?? '')).bytes).toEqual(drawn.bytes);

    await event.pushResults([liveResult('single', 'adam', { time: 7_000, pen: 0, total: 7_000 })]);
    // A page is drawn once a second at most.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const after = await preview(page);
    expect(after.description).toContain('70.00');
    expect(after.image).not.toBe(before.image);
    expect((await picture(after.image ?? '')).bytes).not.toEqual(drawn.bytes);
  });

  test('has its address by the name and the protocol that were asked for, and tells them to nobody else', async () => {
    const page = `${server.url}/events/TEST`;
    const [one, other] = await Promise.all([
      preview(page, { Host: 'one.example' }),
      preview(page, { Host: 'other.example' }),
    ]);
    expect(one.image).toMatch(/^http:\/\/one\.example\/events\/TEST\/picture\.png/);
    expect(other.image).toMatch(/^http:\/\/other\.example\/events\/TEST\/picture\.png/);
  });

  test('is in the language of the page', async () => {
    const page = `${server.url}/events/TEST/a/1001?lang=`;
    const [cs, pl] = await Promise.all(['cs', 'pl'].map((language) => preview(page + language)));
    expect((await picture(cs?.image ?? '')).bytes).not.toEqual((await picture(pl?.image ?? '')).bytes);
  });

  test('shows the event where it is of nobody: its own image, else its name', async () => {
    const { image } = await preview(`${server.url}/events/TEST`);
    expect(image).toContain('/events/TEST/picture.png');
    await picture(image ?? '');
    const shown = await EventApi.create(server.url, 'SHOWN', { imageData: PNG });
    await shown.pushXml(springSlalom());
    await shown.moveTo('running');
    const its = await preview(`${server.url}/events/SHOWN`);
    expect(its.image).toBe(`${server.url}/api/v1/events/SHOWN/image`);
    expect(its).not.toHaveProperty('image:width');
  });

  test('has no picture of who is not in the event, and none of a draft', async () => {
    await EventApi.create(server.url, 'DRAFT');
    await request(server.url)
      .get('/events/TEST/a/K1M_ST~999/picture.png')
      .expect(404, /AthleteNotFound/);
    await request(server.url)
      .get('/events/DRAFT/picture.png')
      .expect(404, /EventNotFound/);
  });
});
