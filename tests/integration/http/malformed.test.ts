import { EventApi, send } from '../../support/api';
import { lines, RawConnection } from '../../support/rawHttp';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const SECRET = 'k3y-that-nobody-may-read';
const KEY = `X-API-Key: ${SECRET}`;
const FILLING = 'x'.repeat(6_000);

let server: TestServer;
let event: EventApi;
let log: string;
beforeEach(async () => {
  log = '';
  server = await startTestServer({
    env: { LOG_LEVEL: 'trace' },
    logTo: { write: (line) => void (log += line) },
  });
  event = await EventApi.withExport(server.url, springSlalom());
  log = '';
});
afterEach(() => server.close());

/** The secret in the forms in which a log can hold bytes. */
const forms = (): string[] => {
  const bytes = Buffer.from(SECRET);
  // Base64 of the bytes in the middle of others is one of three texts.
  const base64 = ['', '-', '--'].map((before) =>
    Buffer.from(before + SECRET)
      .toString('base64')
      .slice(4, -8),
  );
  return [SECRET, [...bytes].join(','), bytes.toString('hex'), ...base64];
};

const BAD: [what: string, request: string][] = [
  ['no HTTP at all', lines(`${KEY} ${FILLING}`)],
  ['a header that is none', lines('POST /api/v1/ingest/xml HTTP/1.1', 'Host: a', KEY, `b\u0000d ${FILLING}`)],
  ['headers that are too large', lines('GET / HTTP/1.1', 'Host: a', KEY, `Cookie: ${FILLING.repeat(4)}`)],
  [
    'a body whose chunks are none',
    `${lines('POST /api/v1/ingest/xml HTTP/1.1', 'Host: a', KEY, 'Transfer-Encoding: chunked')}${SECRET} ${FILLING}\r\n`,
  ],
  ['garbage behind a request', `${lines('GET /health HTTP/1.1', 'Host: a', KEY)}${KEY} ${FILLING}\r\n\r\n`],
];

test.each(BAD)('%s: refused, its connection closed, and no byte of it logged', async (_what, request) => {
  const connection = new RawConnection(server.url);
  connection.write(request);
  await connection.until(({ isClosed }) => isClosed);
  expect(connection.received).toMatch(/^HTTP\/1\.1 (4\d\d|200) /);
  for (const form of forms()) expect(log).not.toContain(form);
  expect(log.length).toBeLessThan(1_500);
  expect(log).toContain('"msg":"malformed request"');
  expect((await send('GET', `${server.url}/health`)).status).toBe(200);
});

test('a body that breaks off into garbage behind the right key: neither is logged', async () => {
  const connection = new RawConnection(server.url);
  const head = ['Host: a', `X-API-Key: ${event.apiKey}`, 'Content-Type: application/xml'];
  connection.write(lines('POST /api/v1/ingest/xml HTTP/1.1', ...head, 'Transfer-Encoding: chunked'));
  connection.write(`5\r\n<Cano\r\n${SECRET} ${FILLING}\r\n`);
  await connection.until(({ isClosed }) => isClosed);
  for (const form of [...forms(), event.apiKey]) expect(log).not.toContain(form);
  expect(log.length).toBeLessThan(3_000);
});

test('garbage while an answer streams ends the stream and is not answered into it', async () => {
  const connection = new RawConnection(server.url);
  connection.write(lines('GET /api/v1/events/TEST/sse HTTP/1.1', 'Host: a'));
  await connection.until(({ received }) => received.includes('"type":"full"'));
  connection.write(lines(`${KEY} ${FILLING}`));
  await connection.until(({ isClosed }) => isClosed);
  expect(connection.received).not.toContain('HTTP/1.1 400');
  for (const form of forms()) expect(log).not.toContain(form);
});
