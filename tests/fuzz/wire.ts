/** Bytes that are nearly HTTP, and nearly WebSocket. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { lines, RawConnection } from '../support/rawHttp';
import type { Guided } from './guided';
import type { Target } from './Target';
import { torn } from './values';

const HEADERS = [
  'Host: a',
  'Connection: keep-alive',
  'Accept-Encoding: gzip',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
];
const MORE = [
  'Upgrade: websocket',
  'Upgrade: h2c',
  'Expect: 100-continue',
  'X-API-Key: f',
  'Last-Event-ID: x',
  'Range: bytes=0-1',
  'Content-Encoding: gzip',
];
const request = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'PATCH', 'HEAD', 'OPTIONS', 'DELETE', 'CONNECT', 'get', 'PRI'),
    fc.constantFrom(
      '/',
      '/health',
      '/api/v1/events',
      '/api/v1/ingest/xml',
      '/api/v1/events/TEST/sse',
      '/api/v1/events/TEST/ws',
      '*',
      'http://a/',
      '//',
    ),
    fc.subarray([...HEADERS, ...MORE]),
    fc.constantFrom('', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'ffffffff\r\n', '{}'),
  )
  .map(
    ([method, path, headers, body]) =>
      `${method} ${path} HTTP/1.1\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${body}`,
  );
const piece = fc.oneof(
  fc.constantFrom('\r\n', '\r', '\n', ':', ' ', '\0', 'HTTP/1.1', '\r\n\r\n'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const stream = torn(
  fc.array(request, { minLength: 1, maxLength: 4 }).map((all) => all.join('')),
  piece,
);

const frame = fc
  .record({
    first: fc.constantFrom(0x81, 0x82, 0x88, 0x89, 0x8a, 0x80, 0x01, 0x00, 0xc1, 0xf1, 0x83, 0xff),
    length: fc.constantFrom(0, 1, 2, 5, 125, 126, 127),
    isMasked: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ first, length, isMasked, payload }) =>
    Buffer.concat([Buffer.from([first, length | (isMasked ? 0x80 : 0)]), Buffer.from(payload)]),
  );

const WAIT_MS = 40;

async function give(target: Target, bytes: Uint8Array[]): Promise<void> {
  const connection = new RawConnection(target.url);
  for (const one of bytes) connection.write(one);
  await Promise.race([
    connection.until(({ isClosed }) => isClosed),
    new Promise((resolve) => setTimeout(resolve, WAIT_MS)),
  ]);
  connection.close();
  if (/HTTP\/1\.1 5\d\d /.test(connection.received))
    throw new Error(`answered ${connection.received.slice(0, 300)}`);
  await target.checkAlive();
}

const handshake = (): Buffer =>
  Buffer.from(
    `GET /api/v1/events/TEST/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
      'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
  );

export const wireProperties = (target: Target): Record<string, fc.IAsyncProperty<unknown[]>> => ({
  'what is nearly HTTP': fc.asyncProperty(stream, (text) => give(target, [Buffer.from(text, 'latin1')])),
  'what a WebSocket sends': fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), (frames) =>
    give(target, [handshake(), ...frames]),
  ),
});

/** The server's entries, as what takes bytes: HTTP, and what comes after a WebSocket's handshake. */
export const guidedEntries = (target: Target, apiKey: string): Record<string, Guided> => ({
  'bytes for HTTP': {
    watched: /\/(app|lib)\/|node_modules\/(koa|@koa|raw-body|proxy-addr|zod)/,
    sound: [
      lines('GET /api/v1/events/TEST HTTP/1.1', 'Host: a', 'Accept-Encoding: gzip'),
      lines('GET /events/TEST/board?lang=cs HTTP/1.1', 'Host: a', 'If-None-Match: "a"'),
      lines('GET /api/v1/events/TEST/poll?wait=0&races=K1M_SR_6 HTTP/1.1', 'Host: a', 'Origin: http://b'),
      `${lines('POST /api/v1/ingest/oncourse HTTP/1.1', 'Host: a', `X-API-Key: ${apiKey}`, 'Content-Length: 15')}{"oncourse":[]}\n`,
      `${lines('PATCH /api/v1/admin/events/TEST/config HTTP/1.1', 'Host: a', `X-API-Key: ${apiKey}`, 'Content-Length: 21')}{"showOnCourse": true}`,
    ].map((text) => Buffer.from(text)),
    tokens: [
      ...['\r\n', '\r\n\r\n', ':', ' ', '\0', '%00', '%2e', '?', '&', '=', ',', '"', '*', ';q=0', '[', '{'],
      ...['HEAD', 'OPTIONS', 'DELETE', 'HTTP/1.0', 'Connection: close\r\n', 'Expect: 100-continue\r\n'],
      ...[
        'Transfer-Encoding: chunked\r\n',
        'Content-Encoding: gzip\r\n',
        'Upgrade: h2c\r\n',
        'Range: bytes=0-1\r\n',
      ],
      ...[
        'X-Forwarded-For: 1.2.3.4\r\n',
        'If-None-Match: *\r\n',
        'sse',
        'snapshot',
        'since=',
        'view=structure',
      ],
    ].map((text) => Buffer.from(text)),
    feed: (input) => give(target, [input]),
  },
  'bytes for a WebSocket': {
    watched: /\/(app|lib)\/|node_modules\/ws\//,
    sound: [
      [0x81, 0x85, 0, 0, 0, 0, 0x68, 0x65, 0x6c, 0x6c, 0x6f],
      [0x89, 0x80, 0, 0, 0, 0],
      [0x8a, 0x80, 0, 0, 0, 0],
      [0x88, 0x82, 0, 0, 0, 0, 3, 0xe8],
      [0x01, 0x81, 0, 0, 0, 0, 0x61, 0x80, 0x81, 0, 0, 0, 0, 0x62],
      [0x82, 0xfe, 0, 126, 0, 0, 0, 0, ...Array<number>(126).fill(7)],
    ].map((bytes) => Buffer.from(bytes)),
    tokens: [
      '\x88\x80\0\0\0\0',
      '\x81\xfe',
      '\x81\xff',
      '\xc1\x80\0\0\0\0',
      '\x03\xe8',
      '\x03\xed',
      '\xff',
      '\0',
    ].map((text) => Buffer.from(text, 'latin1')),
    feed: (input) => give(target, [handshake(), input]),
  },
});
