import type { LiveConnection, LiveMessage } from '../../../lib/client';
import { current, diff, FakeServer, full, stateOf } from './FakeServer';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
});

afterEach(() => {
  server.close();
});

/** Someone who comes with a snapshot as of message 5, on a WebSocket that has just opened. */
function resumed(): { connection: LiveConnection; told: LiveMessage[] } {
  const connection = server.connect({ state: stateOf('A'), since: 'c-5' });
  const told: LiveMessage[] = [];
  connection.on('state', (_state, message) => told.push(message));
  server.socket.open();
  return { connection, told };
}

test('who comes back is up to date when the server says so, not with the first message', () => {
  const { connection, told } = resumed();
  server.socket.say(diff('c-6'));
  server.socket.say(diff('c-7'));
  expect(connection.status.phase).toBe('catching-up');
  server.socket.say(current('c-9'));
  expect(connection.status.phase).toBe('live');
  expect(connection.id).toBe('c-9');
  expect(told.map(({ id }) => id)).toEqual(['c-6', 'c-7']);
});

test('on a quiet event the word of the server is enough: nothing is asked', async () => {
  const { connection, told } = resumed();
  const { state } = connection;
  server.socket.say(current('c-5'));
  expect(connection.status.phase).toBe('live');
  expect(connection.state).toBe(state);
  expect(told).toEqual([]);
  await jest.advanceTimersByTimeAsync(40_000);
  expect(server.asked).toEqual([]);
});

test('who gets a full is up to date with it', () => {
  const { connection } = resumed();
  server.socket.say(full('c-9'));
  expect(connection.status.phase).toBe('live');
});

test('a server that never says it is asked after a silence, and believed', async () => {
  const { connection } = resumed();
  server.answer = () => ({ messages: [], id: 'c-5.1' });
  await jest.advanceTimersByTimeAsync(4_900);
  expect(server.asked).toEqual([]);
  await jest.advanceTimersByTimeAsync(200);
  expect(server.asked).toEqual(['poll?since=c-5&wait=0']);
  expect(connection.status.phase).toBe('live');
});

test('a server that never says it, and always has news, is believed after a while', async () => {
  const { connection } = resumed();
  for (let seconds = 1; seconds <= 5; seconds += 1) {
    await jest.advanceTimersByTimeAsync(1_000);
    server.socket.say(diff(`c-${5 + seconds}`));
    expect(connection.status.phase).toBe('catching-up');
  }
  await jest.advanceTimersByTimeAsync(1_000);
  server.socket.say(diff('c-11'));
  expect(connection.status.phase).toBe('live');
  expect(server.asked).toEqual([]);
});

test('a proxy that holds back what there is is found out', async () => {
  resumed();
  server.answer = () => ({ messages: [diff('c-6')], id: 'c-6' });
  await jest.advanceTimersByTimeAsync(6_100);
  expect(server.socket.isClosed).toBe(true);
  expect(server.asked[1]).toBe('sse?since=c-5');
});

test('what was missed tells no time, the word that it has come does', () => {
  const now = Date.now();
  // The phone's clock is an hour ahead.
  const hourAgo = (ms = 0): string => new Date(now - 3_600_000 + ms).toISOString();
  const { connection } = resumed();
  server.socket.say(diff('c-6', 1, hourAgo(-60_000)));
  server.socket.say(diff('c-7', 1, hourAgo(-30_000)));
  // Better than nothing: the first one is all that is known.
  expect(connection.serverNow()).toBe(now - 3_660_000);
  server.socket.say(current('c-7', hourAgo()));
  expect(connection.serverNow()).toBe(now - 3_600_000);
});
