import { setTimeout as sleep } from 'node:timers/promises';
import { EventApi } from '../../support/api';
import { lines, RawConnection } from '../../support/rawHttp';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
let log = '';
beforeAll(async () => {
  server = await startTestServer({
    env: { REQUEST_SECONDS: '1', LOG_LEVEL: 'info' },
    logTo: { write: (line) => void (log += line) },
  });
  event = await EventApi.withExport(server.url, springSlalom(), 'running');
});
beforeEach(() => (log = ''));
afterAll(() => server.close());

/** Writes some bytes now and then until the connection is closed. */
async function trickle(connection: RawConnection, bytes: string): Promise<void> {
  while (!connection.isClosed) {
    connection.write(bytes);
    await sleep(100);
  }
}

const push = (length: number): string =>
  lines(
    ...['POST /api/v1/ingest/results HTTP/1.1', 'Host: a', `X-API-Key: ${event.apiKey}`],
    `Content-Length: ${length}`,
  );

test.each([
  ['headers that never end', () => 'GET /health HTTP/1.1\r\nHost: a\r\n', 'X-More: 1\r\n'],
  ['a body that comes a byte at a time', () => push(10_000), ' '],
])('%s: 408, and the connection is closed', async (_what, begin, more) => {
  const connection = new RawConnection(server.url);
  connection.write(begin());
  await trickle(connection, more);
  expect(connection.received).toMatch(/^HTTP\/1\.1 408 /);
  expect(connection.received).toContain('The request took too long to come.');
  expect(log).toContain('ERR_HTTP_REQUEST_TIMEOUT');
});

test('a connection on which nothing ever comes is closed, and no line of the log is written for it', async () => {
  const connection = new RawConnection(server.url);
  await connection.until(({ isClosed }) => isClosed);
  expect([connection.received, log]).toEqual(['', '']);
});

test('whoever is answered, or watches, stays for longer', async () => {
  const stream = new RawConnection(server.url);
  stream.write(lines(`GET /api/v1/events/${event.eventId}/sse HTTP/1.1`, 'Host: a'));
  const kept = new RawConnection(server.url);
  const ask = () =>
    kept.ask(lines('GET /health HTTP/1.1', 'Host: a'), (received) => received.endsWith('{"status":"ok"}'));
  await ask();
  await sleep(3_000);
  expect(stream.isClosed).toBe(false);
  expect(await ask()).toContain('200 OK');
  stream.close();
  kept.close();
});
