import { gzipSync } from 'node:zlib';
import { EventApi } from '../../support/api';
import { onCourse, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const LIMIT = 1024 * 1024;
const XML_GZIP = { 'Content-Type': 'application/xml', 'Content-Encoding': 'gzip' };

let server: TestServer;
afterEach(() => server.close());

test('a hundred exports at once in gzip: each is taken or told when to come again, and another key is served', async () => {
  server = await startTestServer({ env: { MAX_BODY_BYTES: String(LIMIT) } });
  const wild = await EventApi.withExport(server.url, springSlalom(), 'running', 'WILD');
  const calm = await EventApi.withExport(server.url, springSlalom(), 'running', 'CALM');
  const xml = springSlalom();
  const export1M = gzipSync(xml + ' '.repeat(LIMIT - Buffer.byteLength(xml)));
  const uploads = Array.from({ length: 100 }, () => wild.ingest('xml', export1M, XML_GZIP));
  const pushes = Array.from({ length: 20 }, () => calm.pushOnCourse([onCourse('single', 'ben')]));
  for (const { status } of await Promise.all(pushes)) expect(status).toBe(200);
  expect((await calm.ingest('xml', export1M, XML_GZIP)).status).toBe(200);
  const answers = await Promise.all(uploads);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  for (const { status, body, headers } of answers) {
    if (status === 200) continue;
    expect([status, body.error]).toEqual([429, 'TooManyUploads']);
    expect(headers.get('Retry-After')).toBe('2');
  }
  // The room is free again after all that.
  expect((await wild.ingest('xml', export1M, XML_GZIP)).status).toBe(200);
});
