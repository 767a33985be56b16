import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { EventApi } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const LIMIT = 1024 * 1024;

let server: TestServer;
let event: EventApi;
let agent: Agent;
beforeAll(async () => {
  server = await startTestServer({ env: { MAX_BODY_BYTES: String(LIMIT) } });
  event = await EventApi.withExport(server.url, springSlalom());
});
afterAll(() => server.close());
beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => {
  agent.destroy();
});

interface Upload {
  body: Buffer;
  headers?: Record<string, string>;
  /** Sends only so much until the answer has come. */
  firstBytes?: number;
}

interface Pushed {
  answer: [status: number, error: string];
  /** Whether the answer says that its connection ends. */
  isLast: boolean;
  socket: Socket;
}

/** Pushes over the one connection that the agent keeps. */
const push = (route: string, { body, headers, firstBytes }: Upload): Promise<Pushed> =>
  new Promise((resolve, reject) => {
    const upload = request(`${server.url}/api/v1/ingest/${route}`, {
      method: 'POST',
      agent,
      headers: {
        ...{ 'X-API-Key': event.apiKey, 'Content-Type': 'application/json' },
        ...(headers?.['Transfer-Encoding'] === undefined && { 'Content-Length': body.byteLength }),
        ...headers,
      },
    });
    let isAnswered = false;
    upload.on('response', (response) => {
      isAnswered = true;
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        if (firstBytes !== undefined) upload.destroy();
        const { error } = JSON.parse(text) as { error?: string };
        resolve({
          answer: [response.statusCode ?? 0, error ?? ''],
          isLast: response.headers.connection === 'close',
          socket: response.socket,
        });
      });
    });
    // Sending on after the answer may fail; before it, it must not.
    upload.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    if (firstBytes === undefined) upload.end(body);
    else upload.write(body.subarray(0, firstBytes));
  });

const nextPush = (): Promise<Pushed> =>
  push('oncourse', { body: Buffer.from(JSON.stringify({ oncourse: [] })) });

const LARGE = Buffer.alloc(30 * LIMIT, ' ');
const GZIP = { 'Content-Encoding': 'gzip' };
const CASES: [what: string, upload: Upload, answer: [number, string]][] = [
  ['a body that is too large', { body: LARGE }, [413, 'PayloadTooLarge']],
  [
    'a body that is too large and does not say how large',
    { body: LARGE, headers: { 'Transfer-Encoding': 'chunked' } },
    [413, 'PayloadTooLarge'],
  ],
  ['a slow body that is too large', { body: LARGE, firstBytes: 1_000 }, [413, 'PayloadTooLarge']],
  ['a body that inflates to too much', { body: gzipSync(LARGE), headers: GZIP }, [413, 'PayloadTooLarge']],
  [
    'a body that is not the gzip it says',
    { body: Buffer.alloc(LIMIT - 1, 'x'), headers: GZIP },
    [400, 'InvalidEncoding'],
  ],
  [
    'a large body with a key that is none',
    { body: LARGE, headers: { 'X-API-Key': 'none' } },
    [401, 'Unauthorized'],
  ],
  [
    'a slow body in an encoding that nobody knows',
    { body: LARGE, headers: { 'Content-Encoding': 'zip' }, firstBytes: 1_000 },
    [415, 'UnsupportedMediaType'],
  ],
];

describe.each(['xml', 'results', 'oncourse'])('after a push to %s', (route) => {
  test.each(CASES)(
    '%s: it is answered, and the next push comes by the same connection unless the answer ended it',
    async (_, upload, answer) => {
      const refused = await push(route, upload);
      expect(refused.answer).toEqual(answer);
      const next = await nextPush();
      expect(next.answer).toEqual([200, '']);
      // A connection that is kept, and dead, is cut by the server after six seconds: the next push then comes by another.
      expect(refused.isLast || next.socket === refused.socket).toBe(true);
    },
  );
});

test('a refused body that came whole does not cost its sender the connection', async () => {
  const first = await nextPush();
  const refused = await push('results', { body: Buffer.from('x'), headers: GZIP });
  expect(refused.answer).toEqual([400, 'InvalidEncoding']);
  expect((await nextPush()).socket).toBe(first.socket);
});
