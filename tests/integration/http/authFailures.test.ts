import { send } from '../../support/api';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const LIMIT = 3;
const PASSWORD = 'one long password';

let server: TestServer;
const begin = async (env: Record<string, string> = {}): Promise<void> => {
  server = await startTestServer({
    env: { MASTER_PASSWORDS: PASSWORD, MAX_AUTH_FAILURES: String(LIMIT), ...env },
  });
};
afterEach(() => server.close());

/** The status of a request with this password, from an address as the proxy wrote it. */
const administer = async (password: string, address = ''): Promise<number> => {
  const headers = { 'X-Master-Key': password, ...(address && { 'X-Forwarded-For': address }) };
  return (await send('GET', `${server.url}/api/v1/admin/events`, { headers })).status;
};
const push = async (key: string): Promise<number> => {
  const url = `${server.url}/api/v1/ingest/results`;
  return (await send('POST', url, { body: { results: [] }, headers: { 'X-API-Key': key } })).status;
};
async function timesOf(count: number, ask: () => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push(await ask());
  return statuses;
}

test('the right password after too many wrong ones is refused, too, and is told when to come back', async () => {
  await begin();
  expect(await timesOf(LIMIT + 1, () => administer('a guess'))).toEqual([401, 401, 401, 429]);
  const headers = { 'X-Master-Key': PASSWORD };
  const answer = await send('GET', `${server.url}/api/v1/admin/events`, { headers });
  expect([answer.status, answer.body.error]).toEqual([429, 'TooManyFailures']);
  const seconds = Number(answer.headers.get('Retry-After'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

test('a booth that pushes with an old key does not lock the organiser out', async () => {
  await begin();
  expect(await timesOf(LIMIT + 1, () => push('0'.repeat(64)))).toEqual([401, 401, 401, 429]);
  expect(await administer(PASSWORD)).toBe(200);
});

test('wrong passwords do not lock a booth out, and a right key passes whatever others do wrong', async () => {
  await begin();
  const headers = { 'X-Master-Key': PASSWORD };
  const body = { eventId: 'SPRING', mainTitle: 'Spring Slalom' };
  const created = await send('POST', `${server.url}/api/v1/admin/events`, { body, headers });
  const key = created.body.apiKey as string;
  const pushXml = (apiKey: string) =>
    send('POST', `${server.url}/api/v1/ingest/xml`, {
      body: { xml: springSlalom() },
      headers: { 'X-API-Key': apiKey },
    });
  await timesOf(LIMIT + 1, () => administer('a guess'));
  expect((await pushXml(key)).status).toBe(200);
  expect((await pushXml('0'.repeat(64))).status).toBe(401);
  await timesOf(LIMIT, () => push('0'.repeat(64)));
  expect((await pushXml(key)).status).toBe(200);
});

test('where the right password came from before, it is let in whatever others at that address do wrong, within bounds', async () => {
  await begin({ TRUST_PROXY: 'true' });
  expect(await administer(PASSWORD, '192.0.2.1')).toBe(200);
  expect(await timesOf(2 * LIMIT, () => administer('a guess', '192.0.2.1'))).toEqual(
    Array(2 * LIMIT).fill(401),
  );
  expect(await administer(PASSWORD, '192.0.2.1')).toBe(200);
  await timesOf(8 * LIMIT + 1, () => administer('a guess', '192.0.2.1'));
  expect(await administer(PASSWORD, '192.0.2.1')).toBe(429);
  expect(await administer(PASSWORD, '192.0.2.2')).toBe(200);
});

test('each failure is told in the log, with the network and without what was sent', async () => {
  const lines: string[] = [];
  server = await startTestServer({
    env: { MASTER_PASSWORDS: PASSWORD, LOG_LEVEL: 'warn' },
    logTo: { write: (line: string) => void lines.push(line) },
  });
  await administer('my-secret-guess');
  await push('0123456789'.repeat(6));
  const told = lines.map((line) => JSON.parse(line) as { network?: string; msg: string });
  expect(told.filter(({ network }) => network === '127.0.0.1').map(({ msg }) => msg)).toEqual([
    'refused: The X-Master-Key is not a master password of this server.',
    'refused: The X-API-Key is not the key of any event.',
  ]);
  expect(lines.join('')).not.toMatch(/my-secret-guess|0123456789/);
});

describe('behind a proxy', () => {
  const guesses = (addresses: string[]): Promise<number[]> => {
    const rest = [...addresses];
    return timesOf(addresses.length, () => administer('a guess', rest.shift()));
  };

  test('only the address that the proxy next to the server wrote counts, not what a client says before it', async () => {
    await begin({ TRUST_PROXY: 'true' });
    const forged = [1, 2, 3, 4].map((n) => `198.51.100.${n}, 192.0.2.1`);
    expect(await guesses(forged)).toEqual([401, 401, 401, 429]);
    expect(await administer(PASSWORD, '192.0.2.1')).toBe(429);
    expect(await administer(PASSWORD, '198.51.100.1')).toBe(200);
  });

  test('with two proxies in a row the one counts that the outer one saw', async () => {
    await begin({ TRUST_PROXY: '2' });
    const seen = [1, 2, 3, 4].map((n) => `198.51.100.${n}, 192.0.2.1, 10.0.0.${n}`);
    expect(await guesses(seen)).toEqual([401, 401, 401, 429]);
    expect(await administer(PASSWORD, '192.0.2.1, 10.0.0.9')).toBe(429);
    expect(await administer(PASSWORD, '192.0.2.2, 10.0.0.1')).toBe(200);
  });

  test('with addresses of proxies, only theirs are passed over', async () => {
    await begin({ TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' });
    const seen = ['192.0.2.1', '192.0.2.1, 10.0.0.1', '192.0.2.1, 10.0.0.1, 10.7.0.1', '192.0.2.1'];
    expect(await guesses(seen)).toEqual([401, 401, 401, 429]);
    // Who is no proxy of ours only says so.
    expect(await administer(PASSWORD, '192.0.2.1, 203.0.113.5')).toBe(200);
  });

  test('who reaches the server past the proxies is believed nothing', async () => {
    await begin({ TRUST_PROXY: '10.0.0.0/8' });
    expect(await guesses(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'])).toEqual([401, 401, 401, 429]);
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'elsewhere.example' };
    const page = await send('GET', `${server.url}/`, { headers });
    expect(page.headers.get('Content-Security-Policy')).not.toContain('elsewhere.example');
  });

  test('all addresses of an IPv6 network count as one', async () => {
    await begin({ TRUST_PROXY: 'true' });
    const addresses = [1, 2, 3, 4].map((n) => `2001:db8:0:1::${n}`);
    expect(await guesses(addresses)).toEqual([401, 401, 401, 429]);
    expect(await administer(PASSWORD, '2001:db8:0:2::1')).toBe(200);
  });

  test('an IPv4 address counts the same in IPv6 writing', async () => {
    await begin({ TRUST_PROXY: 'true' });
    const addresses = ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201', '192.0.2.1'];
    expect(await guesses(addresses)).toEqual([401, 401, 401, 429]);
    expect(await administer(PASSWORD, '::ffff:192.0.2.2')).toBe(200);
  });
});

test('without a proxy nobody chooses the address that they are counted by', async () => {
  await begin();
  const addresses = [1, 2, 3, 4].map((n) => `192.0.2.${n}`);
  expect(await timesOf(addresses.length, () => administer('a guess', addresses.pop()))).toEqual([
    401, 401, 401, 429,
  ]);
});
