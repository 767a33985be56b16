import { gzipSync } from 'node:zlib';
import { EventApi } from '../../support/api';
import { publicState } from '../../support/snapshots';
import { liveResult, onCourse, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const LIMIT = 64 * 1024;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const XML_TYPE = { 'Content-Type': 'application/xml' };
const GZIP = { 'Content-Encoding': 'gzip' };

let server: TestServer;
let event: EventApi;
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_BODY_BYTES: String(LIMIT) } });
  event = await EventApi.withExport(server.url, springSlalom(), 'running');
});
afterAll(() => server.close());

/** JSON of exactly this many bytes; the padding is white space. */
const jsonOf = (body: object, bytes: number): Buffer => {
  const text = JSON.stringify(body);
  return Buffer.from(text + ' '.repeat(bytes - Buffer.byteLength(text)));
};
const xmlOf = (bytes: number): Buffer => {
  const text = springSlalom();
  return Buffer.from(text + ' '.repeat(bytes - Buffer.byteLength(text)));
};

const ROUTES: [
  what: string,
  route: string,
  body: (bytes: number) => Buffer,
  headers: Record<string, string>,
][] = [
  ['the bare file', 'xml', xmlOf, XML_TYPE],
  ['JSON {xml}', 'xml', (bytes) => jsonOf({ xml: springSlalom() }, bytes), JSON_TYPE],
  ['results', 'results', (bytes) => jsonOf({ results: [] }, bytes), JSON_TYPE],
  ['on-course', 'oncourse', (bytes) => jsonOf({ oncourse: [] }, bytes), JSON_TYPE],
];

describe.each(ROUTES)('%s', (_what, route, body, headers) => {
  test('of just the limit is taken', async () => {
    expect((await event.ingest(route, body(LIMIT), headers)).status).toBe(200);
  });

  test('of one byte more is 413 and the message says the limit', async () => {
    const answer = await event.ingest(route, body(LIMIT + 1), headers);
    expect([answer.status, answer.body]).toEqual([
      413,
      {
        error: 'PayloadTooLarge',
        message: 'The body is larger than 65536 bytes (0.1 MB), decompressed.',
      },
    ]);
  });

  test('in gzip counts by what it inflates to', async () => {
    const fits = gzipSync(body(LIMIT));
    expect((await event.ingest(route, fits, { ...headers, ...GZIP })).status).toBe(200);
    const bomb = gzipSync(body(LIMIT + 1));
    expect(bomb.length).toBeLessThan(LIMIT);
    expect((await event.ingest(route, bomb, { ...headers, ...GZIP })).status).toBe(413);
  });

  test('of a thousand times the limit in a few kilobytes of gzip is 413 at once', async () => {
    const bomb = gzipSync(Buffer.alloc(LIMIT * 1000, ' '));
    expect((await event.ingest(route, bomb, { ...headers, ...GZIP })).status).toBe(413);
  });

  test('that is not the gzip it says is 400', async () => {
    const answer = await event.ingest(route, body(LIMIT), { ...headers, ...GZIP });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'InvalidEncoding',
      message: expect.stringContaining('Content-Encoding'),
    });
  });

  test('cut off in the middle of its gzip is 400', async () => {
    const whole = gzipSync(body(LIMIT));
    const answer = await event.ingest(route, whole.subarray(0, whole.length / 2), { ...headers, ...GZIP });
    expect([answer.status, answer.body.error]).toEqual([400, 'InvalidEncoding']);
  });

  test('in an encoding that nobody knows is 415', async () => {
    const answer = await event.ingest(route, body(LIMIT), { ...headers, 'Content-Encoding': 'zip' });
    expect([answer.status, answer.body.error]).toEqual([415, 'UnsupportedMediaType']);
  });
});

test('results and on-course lists in gzip do what they say', async () => {
  const zip = (body: object) => gzipSync(JSON.stringify(body));
  const results = { results: [liveResult('single', 'adam', { time: 8000, pen: 0, total: 8000 })] };
  const pushed = await event.ingest('results', zip(results), { ...JSON_TYPE, ...GZIP });
  expect([pushed.status, pushed.body]).toEqual([200, { updated: 1 }]);
  const oncourse = { oncourse: [onCourse('single', 'ben')] };
  const listed = await event.ingest('oncourse', zip(oncourse), { ...JSON_TYPE, ...GZIP });
  expect([listed.status, listed.body]).toEqual([200, { active: 1 }]);
  const state = await publicState(event);
  expect(state.results.K1M_SR_6[0].total).toBe(8000);
  expect(state.oncourse).toHaveLength(1);
});

test('the server goes on after all of this', async () => {
  expect((await event.get()).status).toBe(200);
});
