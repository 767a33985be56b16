import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OneAtATime } from '../../../app/server/OneAtATime';
import { EventApi } from '../../support/api';
import { lines, RawConnection } from '../../support/rawHttp';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const MANY = 1_000;

const get = (path: string, id: string, ...headers: string[]): string =>
  lines(`GET ${path} HTTP/1.1`, 'Host: a', `X-Request-Id: ${id}`, ...headers);
const asked = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i}`);
const idsIn = (received: string): string[] =>
  [...received.matchAll(/X-Request-Id: (\S+)/g)].map(([, id]) => id ?? '');
const statusesIn = (received: string): number[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

describe('the server', () => {
  let server: TestServer;
  let event: EventApi;
  let logged: { msg: string; requestId?: string }[];
  let connection: RawConnection;
  beforeEach(async () => {
    logged = [];
    server = await startTestServer({
      env: { LOG_LEVEL: 'debug' },
      logTo: { write: (line) => void logged.push(JSON.parse(line) as (typeof logged)[number]) },
    });
    event = await EventApi.withExport(server.url, springSlalom());
    connection = new RawConnection(server.url);
    logged = [];
  });
  afterEach(async () => {
    connection.close();
    await server.close();
  });

  test('answers a thousand requests of one write, in their order', async () => {
    const ids = asked(MANY);
    connection.write(ids.map((id) => get('/health', id)).join(''));
    await connection.until(({ received }) => idsIn(received).length === MANY);
    expect(idsIn(connection.received)).toEqual(ids);
    expect(new Set(statusesIn(connection.received))).toEqual(new Set([200]));
  });

  test('answers others in between', async () => {
    const other = new RawConnection(server.url);
    await other.ask(get('/health', 'before'), (received) => received.includes('ok'));
    await connection.ask(get('/health', 'before'), (received) => received.includes('ok'));
    connection.write(
      asked(MANY)
        .map((id) => get('/health', id))
        .join(''),
    );
    await connection.until(({ received }) => idsIn(received).includes('r0'));
    await other.ask(get('/health', 'other'), (received) => received.includes('ok'));
    await connection.until(({ received }) => idsIn(received).length === MANY + 1);
    other.close();
    const order = logged.map(({ requestId }) => requestId);
    expect(order.indexOf('other')).toBeLessThan(order.indexOf('r100'));
  });

  test('answers what comes before a request that ends the connection, and that one last', async () => {
    connection.write(
      get('/api/v1/events', 'one') + get('/health', 'two', 'Connection: close') + get('/health', 'three'),
    );
    await connection.until(({ isClosed }) => isClosed);
    expect(idsIn(connection.received)).toEqual(['one', 'two']);
  });

  test('refuses garbage behind requests after it has answered them', async () => {
    connection.write(`${get('/api/v1/events', 'one') + get('/api/v1/events/TEST', 'two')}no request\r\n\r\n`);
    await connection.until(({ isClosed }) => isClosed);
    expect(idsIn(connection.received)).toEqual(['one', 'two']);
    expect(statusesIn(connection.received)).toEqual([200, 200, 400]);
  });

  test('refuses at once a body that breaks off behind a request that is answered', async () => {
    const push = ['Host: a', `X-API-Key: ${event.apiKey}`, 'Transfer-Encoding: chunked'];
    connection.write(
      `${get('/api/v1/events', 'one')}${lines('POST /api/v1/ingest/results HTTP/1.1', ...push)}no chunk\r\n`,
    );
    await connection.until(({ isClosed }) => isClosed);
    expect(statusesIn(connection.received)).toEqual([200, 400]);
  });

  test('upgrades a connection after it has answered the requests before', async () => {
    const handshake = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    const before = asked(20);
    connection.write(
      before.map((id) => get('/health', id)).join('') + get('/api/v1/events/TEST/ws', 'ws', ...handshake),
    );
    await connection.until(({ received }) => received.includes('"type":"full"'));
    expect(statusesIn(connection.received)).toEqual([...before.map(() => 200), 101]);
  });

  test('answers nothing behind a stream, which goes on', async () => {
    connection.write(get('/api/v1/events/TEST/sse', 'one') + get('/health', 'two'));
    await connection.until(({ received }) => received.includes('"type":"full"'));
    await event.setStatus('finished');
    await connection.until(({ received }) => received.includes('"status":"finished"'));
    expect(statusesIn(connection.received)).toEqual([200]);
  });

  test('that stops answers what it has read, and says with the last answer that it was that', async () => {
    const { body } = await event.get('snapshot');
    connection.write(
      get(`/api/v1/events/TEST/poll?since=${String(body.id)}`, 'one') +
        get('/health', 'two') +
        get('/health', 'three'),
    );
    await new RawConnection(server.url).ask(get('/health', 'seen'), (received) => received.includes('ok'));
    await server.close();
    await connection.until(({ isClosed }) => isClosed);
    expect(idsIn(connection.received)).toEqual(['one', 'two', 'three']);
    const answers = connection.received.split('HTTP/1.1 200').slice(1);
    expect(answers.map((answer) => answer.includes('Connection: close'))).toEqual([false, false, true]);
  });

  test('on which nothing ever came does not hold up a stop', async () => {
    const patient = await startTestServer({ env: { SHUTDOWN_MS: '60000' } });
    const unused = new RawConnection(patient.url);
    await new RawConnection(patient.url).ask(get('/health', 'seen'), (received) => received.includes('ok'));
    const began = Date.now();
    await patient.close();
    // Else the whole of SHUTDOWN_MS.
    expect(Date.now() - began).toBeLessThan(50_000);
    await unused.until(({ isClosed }) => isClosed);
  });
});

describe('behind an answer that takes its time', () => {
  let server: Server;
  let connection: RawConnection;
  let other: RawConnection;
  let read: number;
  let held: ServerResponse[];
  let closed: Promise<void>;
  beforeEach(async () => {
    [read, held] = [0, []];
    const connections = new OneAtATime(({ url }, response) => {
      if (url === '/held') held.push(response);
      else response.end('ok');
    });
    server = createServer((request, response) => {
      if (request.url !== '/other') read += 1;
      connections.take(request, response);
    });
    server.on('connection', connections.connect);
    closed = new Promise((resolve) => {
      server.once('connection', (socket) => socket.once('close', () => setImmediate(resolve)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    connection = new RawConnection(url);
    connection.write(get('/held', 'held'));
    await connection.until(() => true);
    other = new RawConnection(url);
  });
  afterEach(async () => {
    connection.close();
    other.close();
    await new Promise((resolve) => server.close(resolve));
  });

  /** So many turns of the event loop that all that may be read was read. */
  async function askOthers(): Promise<void> {
    for (let i = 0; i < 50; i += 1) {
      await other.ask(get('/other', 'other'), (received) => received.includes('ok'));
    }
  }

  test('no more is read than a hundred requests and what came with them; then all are answered', async () => {
    const large = `Cookie: ${'x'.repeat(1_000)}`;
    connection.write(
      asked(MANY)
        .map((id) => get('/', id, large))
        .join(''),
    );
    await askOthers();
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(300);
    held[0]?.end('ok');
    await connection.until(({ received }) => statusesIn(received).length === MANY + 1);
    expect(read).toBe(MANY + 1);
    expect(await connection.ask(get('/', 'more'), (received) => received.includes('ok'))).toContain('200');
  });

  test('nothing is begun for a client that went away', async () => {
    connection.write(get('/held', 'one') + get('/held', 'two'));
    await askOthers();
    connection.close();
    await closed;
    await askOthers();
    expect(held).toHaveLength(1);
  });
});
