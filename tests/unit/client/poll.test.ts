import { diff, FakeServer, full, refresh } from './FakeServer';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
});

afterEach(() => {
  server.close();
});

test('everyone who is current asks for the same address: the id as it came, and no wait', async () => {
  const answers = [
    { messages: [full('c-1')], id: 'c-1' },
    { messages: [], id: 'c-1.k3x9' },
    { messages: [diff('c-2')], id: 'c-3' },
  ];
  server.answer = () => answers.shift() ?? null;
  const connection = server.connect({ transport: 'poll' });
  await jest.advanceTimersByTimeAsync(3_000);
  expect(server.asked).toEqual(['poll?wait=0', 'poll?since=c-1', 'poll?since=c-1.k3x9', 'poll?since=c-3']);
  // Another transport goes on from the message itself.
  expect(connection.id).toBe('c-2');
});

test('a cache that answers the same for a second is never asked twice within it, and nothing is told twice', async () => {
  // The server steps the id of an answer without news; a message comes after three seconds.
  const cache = new Map<string, { answer: object; until: number }>();
  const start = Date.now();
  let steps = 0;
  const origin = (since: string | null): object => {
    const hasNews = Date.now() - start >= 3_000;
    if (since === null) return { messages: [full('c-1')], id: 'c-1' };
    if (since.startsWith('c-1') && hasNews) return { messages: [diff('c-2')], id: 'c-2' };
    steps += 1;
    return { messages: [], id: `${since.split('.')[0]}.${steps}` };
  };
  const askedAt = new Map<string, number>();
  const soonest: number[] = [];
  server.answer = (address) => {
    const now = Date.now();
    soonest.push(now - (askedAt.get(address) ?? -Infinity));
    askedAt.set(address, now);
    const kept = cache.get(address);
    if (kept && kept.until > now) return kept.answer;
    const answer = origin(new URL(address).searchParams.get('since'));
    cache.set(address, { answer, until: now + 1_000 });
    return answer;
  };
  const told: string[] = [];
  const connection = server.connect({ transport: 'poll' });
  connection.on('state', (_state, { id }) => told.push(id));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(['c-1', 'c-2']);
  expect(Math.min(...soonest)).toBeGreaterThanOrEqual(1_000);
  expect(server.asked.length).toBeLessThanOrEqual(13);
});

test('an answer whose id is the one that was asked with is paused upon, whatever is in it', async () => {
  server.answer = (address) =>
    address.includes('since')
      ? { messages: [diff('c-1')], id: 'c-1' }
      : { messages: [full('c-1')], id: 'c-1' };
  server.connect({ transport: 'poll' });
  await jest.advanceTimersByTimeAsync(5_500);
  expect(server.asked.length).toBeLessThanOrEqual(7);
});

test('a server that is about to stop, and answers at once with nothing, is not asked in a loop', async () => {
  let steps = 0;
  server.answer = (address) => {
    steps += 1;
    return { messages: address.includes('since') ? [] : [full('c-1')], id: `c-1.${steps}` };
  };
  server.connect({ transport: 'poll' });
  await jest.advanceTimersByTimeAsync(5_500);
  expect(server.asked.length).toBeLessThanOrEqual(7);
});

test('a refresh among other messages begins anew with the same view, and loses none of them', async () => {
  const answers = [
    { messages: [full('c-1')], id: 'c-1' },
    { messages: [diff('c-2', 2), refresh('c-3'), diff('c-4', 4)], id: 'c-4' },
    null,
    { messages: [full('c-4')], id: 'c-4' },
  ];
  server.answer = () => answers.shift() ?? null;
  const connection = server.connect({ transport: 'poll', races: ['A'] });
  const told: string[] = [];
  connection.on('state', (_state, { id }) => told.push(id));
  await jest.advanceTimersByTimeAsync(4_000);
  expect(told).toEqual(['c-1', 'c-2', 'c-4', 'c-4']);
  const query = 'poll?races=A';
  expect(server.asked).toEqual([
    `${query}&wait=0`,
    `${query}&since=c-1`,
    `${query}&since=c-4`,
    `${query}&wait=0`,
    `${query}&since=c-4`,
  ]);
});
