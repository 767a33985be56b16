import { LiveChannel } from '../../../lib/live/LiveChannel';
import { channelOptions, FakeClient, FakeEvent, settle, STRUCTURE, WHOLE } from './fakes';

function open(event: FakeEvent, batchMs: number) {
  const errors: unknown[] = [];
  const channel = new LiveChannel(event.stored, event, channelOptions({ batchMs }), (error) =>
    errors.push(error),
  );
  const join = (client = new FakeClient()): FakeClient => {
    channel.join(client, client.view);
    return client;
  };
  return { channel, join, errors };
}

/** Lets turns of the event loop pass until `condition` holds; answers how many. */
async function turnsUntil(condition: () => boolean): Promise<number> {
  let turns = 0;
  for (; !condition(); turns += 1) await settle();
  return turns;
}

test('the first message leaves at once, what follows it within the time in one write', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 20);
  const client = join();
  await settle();
  channel.deliver([event.result('A', '1', 1)], event.epochs);
  await settle();
  expect(client.writes).toBe(2);
  for (let i = 2; i < 10; i += 1) channel.deliver([event.result('A', '1', i)], event.epochs);
  expect(client.writes).toBe(2);
  await turnsUntil(() => client.seqs.at(-1) === 9);
  expect(client.writes).toBe(3);
  expect(client.seqs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('messages of one turn of the event loop leave in one write', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 0);
  const client = join();
  await settle();
  for (let i = 1; i <= 8; i += 1) channel.deliver([event.result('A', '1', i)], event.epochs);
  await settle();
  expect([client.writes, client.seqs]).toEqual([2, [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
});

test('the messages of one commit leave in one write', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 0);
  const [client, other] = [join(), join(new FakeClient(STRUCTURE))];
  await settle();
  channel.deliver(
    [event.result('A', '1', 1), event.result('B', '1', 1), event.status('finished')],
    event.epochs,
  );
  await settle();
  expect([client.writes, client.seqs]).toEqual([2, [0, 1, 2, 3]]);
  expect([other.writes, other.seqs]).toEqual([2, [0, 3]]);
});

test('an on-course list that is superseded before it left is left out', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 20);
  const client = join();
  await settle();
  channel.deliver([event.status('running')], event.epochs);
  await settle();
  for (const bib of ['1', '2', '3']) channel.deliver([event.onCourse(bib)], event.epochs);
  await turnsUntil(() => client.seqs.at(-1) === 4);
  expect(client.seqs).toEqual([0, 1, 4]);
});

test('a broadcast to thousands lets others have the thread, and no message overtakes another', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 0);
  const clients = Array.from({ length: 2_000 }, () => join());
  await turnsUntil(() => clients.every(({ seqs }) => seqs.length === 1));
  channel.deliver([event.result('A', '1', 1)], event.epochs);
  await settle();
  for (let i = 2; i <= 3; i += 1) channel.deliver([event.result('A', '1', i)], event.epochs);
  const joining = join();
  const turns = await turnsUntil(() => [...clients, joining].every(({ seqs }) => seqs.at(-1) === 3));
  expect(turns).toBeGreaterThanOrEqual(18);
  for (const { seqs } of clients) expect(seqs).toEqual([0, 1, 2, 3]);
  expect(joining.state).toEqual(event.state);
});

test('a full that comes during a broadcast waits for its turn', async () => {
  const event = new FakeEvent();
  const { channel, join } = open(event, 0);
  const clients = Array.from({ length: 500 }, () => join());
  await turnsUntil(() => clients.every(({ seqs }) => seqs.length === 1));
  channel.deliver([event.result('A', '1', 1)], event.epochs);
  channel.deliver([event.full('a protest was upheld')], event.epochs);
  channel.deliver([event.result('A', '2', 2)], event.epochs);
  await turnsUntil(() => clients.every(({ seqs }) => seqs.at(-1) === 3));
  for (const { seqs, state } of clients) {
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(state).toEqual(event.state);
  }
});

test('a connection that fails is ended, and is its own matter', async () => {
  const event = new FakeEvent();
  const { channel, join, errors } = open(event, 0);
  const [before, broken, after] = [join(), join(), join()];
  await settle();
  broken.send = () => {
    throw new Error('broken');
  };
  channel.deliver([event.result('A', '1', 1)], event.epochs);
  channel.deliver([event.result('A', '1', 2)], event.epochs);
  await settle();
  expect([before.seqs, after.seqs]).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect([broken.ending?.code, errors.length, channel.size]).toEqual([1011, 1, 2]);
});

test('a reader that has not taken the last write is passed by, then gets what it missed, superseded lists left out', async () => {
  const event = new FakeEvent();
  event.full('x'.repeat(3_000));
  const { channel, join } = open(event, 0);
  const slow = join();
  await settle();
  slow.stopReading();
  for (let i = 0; i < 5; i += 1) {
    channel.deliver([event.onCourse(String(i)), event.result('A', '1', i)], event.epochs);
    await settle();
  }
  expect(slow.writes).toBe(2);
  slow.readOn();
  await turnsUntil(() => slow.seqs.at(-1) === event.seq);
  expect(slow.kinds).toBe('full 1, diff 2, diff 3, diff 5, diff 7, diff 9, diff 10, diff 11');
  expect(slow.state).toEqual(event.state);
  expect(slow.view).toBe(WHOLE);
});
