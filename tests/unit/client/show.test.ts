import { full, diff, FakeServer, refresh, stateOf } from './FakeServer';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
});

afterEach(() => {
  server.close();
});

/** Someone who looks at race A, live on a WebSocket. */
function watching() {
  const connection = server.connect({ races: ['A'] });
  const seen: string[] = [];
  connection.on('state', (state) => seen.push(Object.keys(state.results).join()));
  server.socket.open();
  server.socket.say(full('c-1'));
  return { connection, seen, old: server.socket };
}

test('until the other race is there, the one that is held is kept up to date', () => {
  const { connection, seen, old } = watching();
  connection.show({ races: ['B'] });
  expect(server.socket.url).toBe('ws://live.example/api/v1/events/SPRING/ws?races=B');
  old.say(diff('c-2', 7));
  expect(connection.state?.viewers).toBe(7);
  expect([old.isClosed, connection.status.phase]).toEqual([false, 'live']);
  server.socket.open();
  server.socket.say(full('c-2', stateOf('B')));
  expect(old.isClosed).toBe(true);
  expect(seen).toEqual(['A', 'A', 'B']);
  // It was left: nothing that it says counts any more.
  old.say(diff('c-3', 8));
  expect([connection.id, seen.length]).toEqual(['c-2', 3]);
});

test('a full of the old view does not stand for the new one', () => {
  const { connection, old } = watching();
  connection.show({ races: ['B'] });
  old.say(full('c-2'));
  old.end(1006);
  expect(server.socket.url).not.toContain('since');
  jest.advanceTimersByTime(600);
  expect(server.socket.url).toBe('ws://live.example/api/v1/events/SPRING/ws?races=B');
  expect(Object.keys(connection.state?.results ?? {})).toEqual(['A']);
});

test('who is in a hurry has the last of the races that were asked for', () => {
  const { connection, seen } = watching();
  connection.show({ races: ['B'] });
  const passed = server.socket;
  connection.show({ races: ['C'] });
  expect(passed.isClosed).toBe(true);
  passed.say(full('c-2', stateOf('B')));
  server.socket.say(full('c-2', stateOf('C')));
  expect(seen).toEqual(['A', 'C']);
});

test('the same races, in whatever order, are no other view', () => {
  const { connection } = watching();
  connection.show({ races: ['A', 'A'] });
  expect(server.sockets).toHaveLength(1);
});

test('where there is no room for another connection beside the old one, the old one is left first', () => {
  const { connection, old } = watching();
  connection.show({ races: ['B'] });
  server.socket.end(1013);
  expect(old.isClosed).toBe(true);
  expect(server.sockets).toHaveLength(3);
  expect(server.socket.url).toContain('races=B');
  server.socket.say(full('c-2', stateOf('B')));
  expect(Object.keys(connection.state?.results ?? {})).toEqual(['B']);
});

test('closed, it shows nothing else', () => {
  const { connection } = watching();
  connection.close();
  connection.show({ races: ['B'] });
  expect(server.sockets).toHaveLength(1);
});

test('a refresh keeps the view, and is followed once however often it is said', () => {
  const { seen, old } = watching();
  old.say(refresh('c-2'));
  old.say(refresh('c-2'));
  jest.advanceTimersByTime(3_000);
  const paths = server.sockets.map(({ url }) => url.replace(/^.*SPRING/, ''));
  expect(paths).toEqual(['/ws?races=A', '/ws?races=A']);
  server.socket.say(full('c-2'));
  server.socket.say(refresh('c-2'));
  jest.advanceTimersByTime(3_000);
  expect([seen.length, server.sockets.length, old.isClosed]).toEqual([2, 2, true]);
});

test('a refresh is followed at some time, for thousands are told in the same moment', () => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(0.5);
  try {
    const { old } = watching();
    old.say(refresh('c-2'));
    jest.advanceTimersByTime(1_490);
    expect(server.sockets).toHaveLength(1);
    jest.advanceTimersByTime(20);
    expect(server.sockets).toHaveLength(2);
  } finally {
    random.mockRestore();
  }
});

test('a connection that breaks before it has followed a refresh begins anew, too', () => {
  const { old } = watching();
  old.say(refresh('c-2'));
  old.end(1006);
  jest.advanceTimersByTime(600);
  expect(server.socket.url).toBe('ws://live.example/api/v1/events/SPRING/ws?races=A');
  expect(server.sockets).toHaveLength(2);
});

test('what the server has to say about the view is told once, and anew about another', () => {
  const connection = server.connect({ races: ['A', 'X'] });
  const notices: string[] = [];
  connection.on('notice', (text) => notices.push(text));
  server.socket.say(full('c-1', stateOf('A'), { notice: 'The event has no race X.' }));
  server.socket.say(full('c-2', stateOf('A'), { notice: 'The event has no race X.' }));
  expect(notices).toEqual(['The event has no race X.']);
  connection.show({ races: ['Y'] });
  server.socket.say(full('c-2', stateOf(), { notice: 'The event has no race Y.' }));
  expect(notices).toEqual(['The event has no race X.', 'The event has no race Y.']);
});
