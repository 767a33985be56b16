import { request } from 'node:http';
import { send } from '../../support/api';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
const body = { eventId: 'NEW', mainTitle: 'Spring Slalom' };
const create = (headers: Record<string, string> = {}) =>
  send('POST', `${server.url}/api/v1/admin/events`, { body, headers });

afterEach(() => server.close());

describe('without a master password', () => {
  beforeEach(async () => {
    server = await startTestServer();
  });

  test('a program on this machine creates events', async () => {
    expect((await create()).status).toBe(201);
  });

  test('so does a page of this machine', async () => {
    expect((await create({ Origin: 'http://localhost:5173' })).status).toBe(201);
  });

  test.each(['https://example.org', 'null'])(
    'a page of another site that is open here does not: %s',
    async (Origin) => {
      const answer = await create({ Origin, 'Content-Type': 'text/plain' });
      expect(answer.status).toBe(401);
      expect(answer.body.message).toContain('another site');
      expect((await send('GET', `${server.url}/api/v1/admin/events`)).body.events).toEqual([]);
    },
  );

  test.each(['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Real-IP', 'Forwarded', 'Via'])(
    'nor does anyone whom a proxy passes on: %s',
    async (header) => {
      const answer = await create({ [header]: '127.0.0.1' });
      expect([answer.status, answer.body.message]).toEqual([
        401,
        expect.stringContaining('MASTER_PASSWORDS'),
      ]);
    },
  );

  test('nor does one whose name was made to lead to this machine', async () => {
    const status = await new Promise((resolve) =>
      request(
        `${server.url}/api/v1/admin/events`,
        { headers: { Host: 'rebound.example.org' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end(),
    );
    expect(status).toBe(401);
  });
});

describe('with master passwords', () => {
  beforeEach(async () => {
    server = await startTestServer({ env: { MASTER_PASSWORDS: 'one long password, another one' } });
  });

  test('each of them opens the admin routes, from wherever; nothing else does', async () => {
    expect((await create({ 'X-Master-Key': 'another one', Origin: 'https://example.org' })).status).toBe(201);
    expect((await create({ 'X-Master-Key': 'one long password' })).status).toBe(409);
    expect((await create({ 'X-Master-Key': 'one' })).status).toBe(401);
    expect((await create()).body).toMatchObject({
      error: 'Unauthorized',
      message: 'The header X-Master-Key is missing.',
    });
  });
});
