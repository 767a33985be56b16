import type { StoredEvent } from '../../../lib/db/eventRepository';
import { LiveChannels } from '../../../lib/live/LiveChannels';
import type { Reader } from '../../../lib/read/Reader';
import { channelOptions, FakeClient, FakeEvent, settle, WHOLE } from './fakes';

afterEach(() => jest.useRealTimers());

/** Channels over events of which each has one message; `loads` are the events whose state was loaded, in order. */
function open() {
  const loads: number[] = [];
  const event = new FakeEvent();
  event.result('A', '1', 1);
  const errors: unknown[] = [];
  /** Asked how far events have come; a test may have it fail. */
  const readHeads = jest.fn(async (ids: number[]) => {
    const { lastSeq } = event.stored;
    return Promise.resolve(ids.map((id) => ({ event: id, lastSeq, status: 'running' as const })));
  });
  const reader = {
    readHeads,
    loadState: async (id: number) => {
      loads.push(id);
      await settle();
      const { seq, epochs, structure } = await event.loadState();
      return { seq, epochs, structure, lists: [] };
    },
    readJournal: (_: number, seq: number) => event.readJournal(seq),
  } as unknown as Reader;
  const channels = new LiveChannels({
    reader,
    options: channelOptions(),
    countViewers: null,
    onError: (error) => errors.push(error),
  });
  const of = (id: number) => channels.of({ id, eventId: `E${id}`, ...event.stored } as StoredEvent);
  return { channels, of, loads, event, readHeads, errors };
}

test('however many ask for whatever views, the state of an event is loaded once', async () => {
  const { channels, of, loads } = open();
  const asked = [1, 2].flatMap((id) =>
    ['A', 'B', 'A'].map((raceId) => of(id).known({ structureOnly: false, races: [raceId] })),
  );
  await Promise.all([...asked, of(1).full(WHOLE), of(2).state()]);
  await of(1).full(WHOLE);
  channels.close('shutdown');
  expect(loads).toEqual([1, 2]);
});

test('of the events that no one watches only the last ones are kept; one that is watched stays', async () => {
  const { channels, of, loads } = open();
  const client = new FakeClient();
  of(1).join(client, WHOLE);
  for (let id = 1; id <= 100; id += 1) await of(id).state();
  expect(loads).toHaveLength(100);
  await of(1).state();
  await of(100).state();
  expect(loads).toHaveLength(100);
  await of(2).state();
  expect(loads).toHaveLength(101);
  channels.close('shutdown');
});

test('told that something was committed, it gives the viewers of each open event what another process wrote', async () => {
  const { channels, of, event, errors } = open();
  const clients = [1, 2].map((id) => {
    const client = new FakeClient();
    of(id).join(client, WHOLE);
    return client;
  });
  await settle();
  event.result('A', '1', 2);
  channels.lookForNews(null);
  event.result('A', '1', 3);
  channels.lookForNews(null);
  await settle();
  channels.close('shutdown');
  expect(clients.map(({ kinds }) => kinds)).toEqual(['full 1, diff 2, diff 3', 'full 1, diff 2, diff 3']);
  expect(errors).toEqual([]);
});

test('where it could not read how far the events have come, it asks again by itself', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  const { channels, of, event, readHeads, errors } = open();
  const client = new FakeClient();
  of(1).join(client, WHOLE);
  await settle();
  event.result('A', '1', 2);
  readHeads.mockRejectedValueOnce(new Error('the database is away'));
  channels.lookForNews(null);
  await settle();
  expect([client.kinds, errors.length]).toEqual(['full 1', 1]);
  jest.advanceTimersByTime(1_000);
  await settle();
  channels.close('shutdown');
  expect([client.kinds, errors.length]).toEqual(['full 1, diff 2', 1]);
});
