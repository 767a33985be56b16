/** Many who come back at once with the cursor that they saw last. */
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { FrameCounter } from './FrameCounter';
import { pause } from './pauses';

export interface HerdOptions {
  port: number;
  eventId: string;
  form: 'ws' | 'sse';
  conns: number;
  /** The cursor that they come with, and that of the last message that they missed. */
  since: string;
  target: string;
  patienceMs: number;
}

export interface Herd {
  /** From the first connect until everyone had the last message; NaN where somebody did not get it in time. */
  seconds: number;
  /** How many had it. */
  current: number;
  /** What all were sent, in bytes. */
  bytes: number;
}

/** Connections that are being opened at a time. */
const AT_ONCE = 500;
/** WebSockets that inflate what they get, and so know in which frame the last message came. */
const PROBES = 10;
const CHECK_MS = 5;

interface Member {
  isCurrent: () => boolean;
  bytes: () => number;
  close: () => void;
}

export async function returnAsHerd(options: HerdOptions): Promise<Herd> {
  const begun = performance.now();
  const members: Member[] = [];
  // The number of the frame with the last message: the same for all, who missed the same.
  const last = { frame: Infinity };
  const opening = new Set<Promise<void>>();
  for (let i = 0; i < options.conns; i += 1) {
    if (opening.size >= AT_ONCE) await Promise.race(opening);
    const { member, opened } =
      options.form === 'sse' ? sse(options) : i < PROBES ? probe(options, last) : ws(options, last);
    members.push(member);
    const settled = opened.finally(() => opening.delete(settled));
    opening.add(settled);
  }
  await Promise.all(opening);
  while (performance.now() - begun < options.patienceMs && !members.every((one) => one.isCurrent())) {
    await pause(CHECK_MS);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const current = members.filter((one) => one.isCurrent()).length;
  const bytes = members.reduce((sum, one) => sum + one.bytes(), 0);
  for (const { close } of members) close();
  return { seconds: current === members.length ? seconds : NaN, current, bytes };
}

const pathOf = ({ eventId }: HerdOptions, route: string): string => `/api/v1/events/${eventId}/${route}`;

function probe(options: HerdOptions, last: { frame: number }): { member: Member; opened: Promise<void> } {
  const url = `ws://127.0.0.1:${options.port}${pathOf(options, `ws?since=${options.since}`)}`;
  const socket = new WebSocket(url);
  let frames = 0;
  let isCurrent = false;
  socket.on('message', (data) => {
    frames += 1;
    if (isCurrent || !(data as Buffer).includes(options.target)) return;
    isCurrent = true;
    last.frame = Math.min(last.frame, frames);
  });
  const opened = new Promise<void>((resolve) => {
    socket.once('open', resolve);
    socket.once('error', () => {
      resolve();
    });
  });
  return {
    member: {
      isCurrent: () => isCurrent,
      bytes: () => 0,
      close: () => {
        socket.terminate();
      },
    },
    opened,
  };
}

function ws(options: HerdOptions, last: { frame: number }): { member: Member; opened: Promise<void> } {
  const counter = new FrameCounter();
  const { socket, opened } = open(
    options,
    `ws?since=${options.since}`,
    {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'c2xhbG9tLWxpdmUtYmVuYw==',
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    },
    (bytes) => {
      counter.push(bytes);
    },
  );
  return { member: memberOn(socket, () => counter.frames >= last.frame), opened };
}

function sse(options: HerdOptions): { member: Member; opened: Promise<void> } {
  const sought = Buffer.from(`id: ${options.target}`);
  let isCurrent = false;
  let tail = Buffer.alloc(0);
  const { socket, opened } = open(
    options,
    'sse',
    { Accept: 'text/event-stream', 'Last-Event-ID': options.since },
    (bytes) => {
      if (isCurrent) return;
      isCurrent =
        bytes.includes(sought) || Buffer.concat([tail, bytes.subarray(0, sought.length)]).includes(sought);
      tail = Buffer.from(bytes.subarray(-sought.length));
    },
  );
  return { member: memberOn(socket, () => isCurrent), opened };
}

const memberOn = (socket: Socket, isCurrent: () => boolean): Member => ({
  isCurrent,
  bytes: () => socket.bytesRead,
  close: () => {
    socket.destroy();
  },
});

/** Opened when the head of the answer is there; `onBody` with what comes after it. */
function open(
  options: HerdOptions,
  route: string,
  headers: Record<string, string>,
  onBody: (bytes: Buffer) => void,
): { socket: Socket; opened: Promise<void> } {
  const fields = Object.entries({ Host: '127.0.0.1', ...headers });
  const socket = connect({ port: options.port, host: '127.0.0.1' });
  socket.write(
    `GET ${pathOf(options, route)} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  const opened = new Promise<void>((resolve) => {
    let head: Buffer | null = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      if (head === null) {
        onBody(bytes);
        return;
      }
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const rest = head.subarray(end + 4);
      head = null;
      resolve();
      if (rest.length > 0) onBody(rest);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve();
    });
  });
  return { socket, opened };
}
