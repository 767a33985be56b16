import { EventApi } from '../../support/api';
import { SSE_FORMS, SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { liveResult, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
let clients: LiveClient[] = [];
let created = 0;
beforeAll(async () => {
  server = await startTestServer({ env: { SSE_COMMENT_SECONDS: '1' } });
});
afterAll(() => server.close());
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(), 'running', `BEAT-${++created}`);
});
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});
const follow = <C extends LiveClient>(client: C): C => {
  clients.push(client);
  return client;
};

const push = (total: number) =>
  event.pushResults([liveResult('single', 'adam', { time: total, pen: 0, total })]);

test('a gzip stream reads on after its heartbeat, message by message as a plain one', async () => {
  const zipped = follow(new SseClient(event, SSE_FORMS['SSE gzip']));
  const plain = follow(new SseClient(event, SSE_FORMS['SSE plain']));
  await Promise.all([zipped, plain].map((one) => one.until(({ messages }) => messages.length > 0)));
  const raw = await fetch(`${server.url}/api/v1/events/${event.eventId}/sse`, {
    headers: { 'Accept-Encoding': 'gzip' },
  });
  const reader = raw.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let total = 8000;
  // Several messages share a context before and after each comment, so that a decoder that lost its place would show.
  for (let beats = 0; beats < 3;) {
    await push((total += 1));
    await push((total += 1));
    const { value, done } = (await reader?.read()) ?? { done: true };
    expect(done).toBe(false);
    text += value ?? '';
    beats = text.split('\n: ').length - 1;
  }
  for (let i = 0; i < 3; i += 1) await push((total += 1));
  const last = ({ state }: LiveClient) =>
    state?.results.K1M_SR_6?.find(({ bib }) => bib === '1')?.total === total;
  await Promise.all([zipped.until(last), plain.until(last)]);
  expect(zipped.texts.slice(-5)).toEqual(plain.texts.slice(-5));
  while (!text.includes(`"total":${total}`)) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
}, 60_000);

test('a client may send sixty frames between two heartbeats, pings and messages together', async () => {
  const board = follow(new WsClient(event));
  await board.until(({ messages }) => messages.length > 0);
  let pongs = 0;
  const allRead = new Promise<void>((resolve) => {
    board.socket.on('pong', () => {
      pongs += 1;
      if (pongs === 30) resolve();
    });
  });
  for (let i = 0; i < 30; i += 1) {
    board.socket.send('hello');
    board.socket.ping();
  }
  await allRead;
  await push(8000);
  await board.until(({ messages }) => messages.length > 1);
  expect(board.ending).toBeNull();
});

test.each([
  [
    'pings',
    (board: WsClient): void => {
      board.socket.ping();
    },
  ],
  [
    'messages',
    (board: WsClient): void => {
      board.socket.send('hello');
    },
  ],
  [
    'pongs that nobody asked for',
    (board: WsClient): void => {
      board.socket.pong();
    },
  ],
])('a flood of %s ends with 1008, one more than sixty being a flood', async (_what, send) => {
  const board = follow(new WsClient(event));
  await board.until(({ messages }) => messages.length > 0);
  for (let i = 0; i < 61; i += 1) send(board);
  await board.until(({ ending }) => ending !== null);
  expect(board.ending).toMatch(/^1008 /);
});
