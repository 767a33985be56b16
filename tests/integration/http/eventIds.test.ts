import { send } from '../../support/api';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const create = (eventId: string) =>
  send('POST', `${server.url}/api/v1/admin/events`, { body: { eventId, mainTitle: 'Závod č. 1' } });

test.each([
  ['závod 1', 'zavod-1'],
  [' Čunovo/2026 ', 'Cunovo-2026'],
  ['..jaro', 'jaro'],
  ['jaro?', 'jaro'],
])('an event "%s" is refused, and the id that comes nearest named', async (given, nearest) => {
  const { status, body } = await create(given);
  expect([status, body.error]).toEqual([400, 'ValidationError']);
  expect(body.message).toContain('eventId: expected 1 to 100 letters a to z');
  expect(body.message).toContain(`as in "${nearest}"`);
  // Which is free, or taken; refused it is not.
  expect([201, 409]).toContain((await create(nearest)).status);
});

test.each(['', '   ', '北京', 'x'.repeat(101)])('an event "%s" is refused', async (given) => {
  expect((await create(given)).status).toBe(400);
});
