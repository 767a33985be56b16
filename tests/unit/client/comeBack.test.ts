import type { LiveConnection } from '../../../lib/client';
import { current, FakeServer, full } from './FakeServer';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
});

afterEach(() => {
  server.close();
});

/** Someone who was live until the server went away: the first try to come back failed, too. */
async function away(): Promise<LiveConnection> {
  const connection = server.connect({ transport: 'ws', timings: { maxBackoffMs: 5_000 } });
  server.socket.open();
  server.socket.say(full('c-5'));
  server.socket.end(1006);
  await jest.advanceTimersByTimeAsync(500);
  server.socket.end(1006);
  expect(connection.status.phase).toBe('offline');
  expect(server.sockets).toHaveLength(2);
  return connection;
}

test('a server that is away is only asked whether it is there; with its answer a stream is opened', async () => {
  const connection = await away();
  await jest.advanceTimersByTimeAsync(60_000);
  // Browsers would hold back a WebSocket after as many that failed.
  expect(server.sockets).toHaveLength(2);
  server.answer = () => ({ messages: [], id: 'c-5' });
  for (let ms = 0; ms < 5_100 && server.sockets.length < 3; ms += 100)
    await jest.advanceTimersByTimeAsync(100);
  expect(server.sockets).toHaveLength(3);
  expect(server.socket.url).toContain('since=c-5');
  server.socket.open();
  server.socket.say(current('c-5'));
  expect(connection.status.phase).toBe('live');
});

test('where the network swallows every question, the next one follows when one is given up', async () => {
  await away();
  await jest.advanceTimersByTimeAsync(61_000);
  // Given up after 5 s each.
  expect(server.asked.length).toBeGreaterThanOrEqual(12);
});

test('closed while it asks, it does not come back', async () => {
  const connection = await away();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(server.asked).toHaveLength(1);
  connection.close();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toHaveLength(1);
  expect(server.sockets).toHaveLength(2);
});

test('where only the last transport gets through, it is the first one after an outage, too', async () => {
  const answers = (address: string): object | null =>
    address.includes('/poll') ? { messages: [full('c-5')], id: 'c-5' } : null;
  server.answer = answers;
  const connection = server.connect({ timings: { maxBackoffMs: 5_000 } });
  // A network that swallows WebSockets and streams.
  await jest.advanceTimersByTimeAsync(11_000);
  expect(connection.status.phase).toBe('polling');
  // What a proxy makes up while the server is away.
  server.answer = () => ({});
  await jest.advanceTimersByTimeAsync(120_000);
  expect(connection.status.phase).toBe('offline');
  server.answer = answers;
  await jest.advanceTimersByTimeAsync(5_100);
  expect(connection.status.phase).toBe('polling');
});
