import { EventApi } from '../../support/api';
import { lines, RawConnection } from '../../support/rawHttp';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
let connection: RawConnection;
beforeAll(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom());
});
afterAll(() => server.close());
beforeEach(() => {
  connection = new RawConnection(server.url);
});
afterEach(() => {
  connection.close();
});

const H2C = [
  'Host: localhost',
  'Connection: Upgrade, HTTP2-Settings',
  'HTTP2-Settings: AAMAAABk',
  'Upgrade: h2c',
];
const get = (path: string, ...headers: string[]): string => lines(`GET ${path} HTTP/1.1`, ...headers);
const hasBody = (received: string): boolean => /\r\n\r\n.*[}\]]/s.test(received);

/** Status and JSON of an answer. */
const read = (received: string): [number, unknown] => {
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return [Number(head.split(' ')[1]), JSON.parse(body)];
};

test.each(['h2c', 'TLS/1.0', 'websocket2'])(
  'a request that offers %s is answered as if it did not, and so is the next one on its connection',
  async (Upgrade) => {
    const offer = [...H2C.slice(0, -1), `Upgrade: ${Upgrade}`];
    expect(read(await connection.ask(get('/health', ...offer), hasBody))).toEqual([200, { status: 'ok' }]);
    expect(read(await connection.ask(get('/health', 'Host: localhost'), hasBody))).toEqual([
      200,
      { status: 'ok' },
    ]);
  },
);

test.each([
  ['all at once', (body: string) => [`Content-Length: ${body.length}`, [body]] as const],
  ['in pieces', (body: string) => [`Content-Length: ${body.length}`, body.split(/(?<=,|:)/)] as const],
  [
    'in chunks',
    (body: string) =>
      ['Transfer-Encoding: chunked', [`${body.length.toString(16)}\r\n${body}\r\n`, '0\r\n\r\n']] as const,
  ],
])('a push that offers h2c is taken, its body %s, and so is the next one', async (_how, encode) => {
  const [header, parts] = encode(JSON.stringify({ oncourse: [] }));
  const head = lines(
    'POST /api/v1/ingest/oncourse HTTP/1.1',
    ...H2C,
    `X-API-Key: ${event.apiKey}`,
    'Content-Type: application/json',
    header,
  );
  for (let round = 0; round < 2; round += 1) {
    const before = connection.received.length;
    connection.write(head);
    for (const part of parts) {
      await new Promise(setImmediate);
      connection.write(part);
    }
    await connection.until(({ received, isClosed }) => hasBody(received.slice(before)) || isClosed);
    expect(read(connection.received.slice(before))).toEqual([200, { active: 0 }]);
  }
});

test('a WebSocket is refused with JSON where there is none', async () => {
  const handshake = [
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
  ];
  for (const path of ['/nothing', '/api/v1/events', '/api/v1/events/TEST/oncourse']) {
    const one = new RawConnection(server.url);
    const [status, body] = read(await one.ask(get(path, ...handshake), hasBody));
    expect([status, body]).toEqual([404, { error: 'NotFound', message: expect.any(String) as string }]);
    one.close();
  }
});

test('what offers something else than a WebSocket on the path of one is told to upgrade', async () => {
  const answer = await connection.ask(get('/api/v1/events/TEST/ws', ...H2C), hasBody);
  expect(read(answer)[0]).toBe(426);
});
