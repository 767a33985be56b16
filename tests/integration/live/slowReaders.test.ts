/** Clients that do not read, over real sockets: what waits is in the kernel's buffers, and in ours. */
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket, WebSocketServer } from 'ws';
import { liveCounters } from '../../../lib/live/counters';
import { Heartbeat } from '../../../lib/live/transports/Heartbeat';
import { LiveChannel } from '../../../lib/live/LiveChannel';
import { SseConnection } from '../../../lib/live/transports/SseConnection';
import { LiveSocket, WsConnection } from '../../../lib/live/transports/WsConnection';
import { faultTest } from '../../support/faultTest';
import { channelOptions, EPOCH, FakeEvent, WHOLE } from '../../unit/live/fakes';

/** Snapshots of 200 kB: what the kernel takes for one connection are some twenty. */
const LARGE = 'x'.repeat(200_000);
const FULLS = 120;

let event: FakeEvent;
let channel: LiveChannel;
let server: Server;
let heartbeat: Heartbeat;
const counters = liveCounters();
let onWs: WsConnection[] = [];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of buffers that something still holds. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

beforeEach(async () => {
  event = new FakeEvent();
  event.full(LARGE);
  onWs = [];
  Object.assign(counters, liveCounters());
  channel = new LiveChannel(
    event.stored,
    event,
    channelOptions({ counters, maxSlowMs: 500, clock: Date.now }),
    (error) => {
      throw error;
    },
  );
  heartbeat = new Heartbeat(30, 10);
  server = createServer((request, response) => {
    channel.join(new SseConnection(request, response, false, heartbeat), WHOLE);
  });
  const sockets = new WebSocketServer({ noServer: true, WebSocket: LiveSocket, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new WsConnection(ws, socket, 'none', heartbeat);
      onWs.push(connection);
      channel.join(connection, WHOLE);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  heartbeat.close();
  channel.end('shutdown');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const port = (): number => (server.address() as AddressInfo).port;

/** Waits until `condition` holds, looking again now and then as a sweep does. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    channel.sweep(Date.now());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A scoreboard that notes which messages came, and how it was ended. */
function scoreboard() {
  const socket = new WebSocket(`ws://127.0.0.1:${port()}`, { perMessageDeflate: false });
  const board = { socket, ids: [] as string[], title: '', ending: '' };
  socket.on('message', (data) => {
    const { id, data: state } = JSON.parse((data as Buffer).toString()) as {
      id: string;
      data: { event?: { mainTitle: string } };
    };
    board.ids.push(id);
    board.title = state.event?.mainTitle.slice(-10) ?? board.title;
  });
  socket.on('close', (code, reason) => (board.ending = `${code} ${reason.toString()}`));
  return board;
}

/** Has the event say everything anew, many times; each is taken by those who read before the next comes. */
async function sayMuch(reader: ReturnType<typeof scoreboard>): Promise<void> {
  for (let i = 1; i <= FULLS; i += 1) {
    channel.deliver([event.full(`${LARGE} ${i}`)], event.epochs);
    await until(() => reader.title.endsWith(` ${i}`));
  }
}

test('one that reads on in time gets the newest state, without all that came in between, and holds one write meanwhile', async () => {
  const [slow, quick] = [scoreboard(), scoreboard()];
  await until(() => slow.ids.length + quick.ids.length === 2);
  slow.socket.pause();
  const held = heldBytes();
  // The clock of sweeps stands still, so that it is not ended.
  const sweep = jest.spyOn(channel, 'sweep').mockReturnValue();
  await sayMuch(quick);
  expect(counters.deferred).toBe(1);
  // Of 24 MB.
  expect(onWs.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0)).toBeLessThan(2 * LARGE.length);
  expect(heldBytes() - held).toBeLessThan(10_000_000);
  slow.socket.resume();
  await until(() => slow.title.endsWith(` ${FULLS}`));
  expect(slow.ids.length).toBeLessThan(quick.ids.length / 2);
  expect(slow.ending).toBe('');
  sweep.mockRestore();
  for (const { socket } of [slow, quick]) socket.terminate();
});

faultTest(
  'some read nothing',
  {
    booth: 'goes on',
    viewers: 'those are ended and come back, the others go on',
    operator: 'a metric',
    afterwards: 'by itself',
  },
  async () => {
    const [slow, quick] = [scoreboard(), scoreboard()];
    await until(() => slow.ids.length + quick.ids.length === 2);
    slow.socket.pause();
    const stuck = await new Promise<IncomingMessage>((resolve) =>
      get({ port: port(), host: '127.0.0.1' }, resolve),
    );
    await until(() => channel.size === 3);
    await sayMuch(quick);
    await until(() => counters.ended.slow === 2);
    expect(channel.size).toBe(1);
    slow.socket.resume();
    await until(() => slow.ending !== '');
    expect(slow.ending).toBe('4008 Reading too slowly');
    expect(quick.ending).toBe('');
    stuck.destroy();
    quick.socket.terminate();
  },
);

test('a slow network is no reason for a ping that can only be answered too late', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'Date', 'performance'] });
  heartbeat.close();
  heartbeat = new Heartbeat(2, 1);
  const slow = scoreboard();
  await until(() => slow.ids.length === 1);
  slow.socket.pause();
  for (let i = 1; counters.deferred === 0; i += 1) {
    channel.deliver([event.full(`${LARGE} ${i}`)], event.epochs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const pings: string[] = [];
  slow.socket.on('ping', (data: Buffer) => pings.push(data.toString()));
  jest.advanceTimersByTime(6_000);
  expect(counters.ended.noPong).toBe(0);
  slow.socket.resume();
  await until(
    () => slow.title.length > 0 && channel.size === 1 && counters.deferred > 0 && slow.ids.length > 2,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  jest.advanceTimersByTime(2_000);
  await until(() => pings.length > 0);
  expect(pings[0]).toMatch(new RegExp(`^${EPOCH}-\\w+ \\d{4}-\\d\\d-\\d\\dT.*Z$`));
  jest.useRealTimers();
  slow.socket.terminate();
});
