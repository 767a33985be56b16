import { cursorOf, steppedCursor } from '../../../lib/live/cursor';
import { ENDINGS } from '../../../lib/domain/endings';
import { LiveChannel, type ChannelOptions } from '../../../lib/live/LiveChannel';
import {
  channelOptions,
  EPOCH,
  FakeClient,
  FakeEvent,
  racesOnly,
  settle,
  STRUCTURE,
  viewed,
  WHOLE,
} from './fakes';

/** A channel of `event`, with the errors that it told. */
function open(event: FakeEvent, options: Partial<ChannelOptions> = {}) {
  const errors: unknown[] = [];
  const channel = new LiveChannel(event.stored, event, channelOptions(options), (error) =>
    errors.push(error),
  );
  const join = (view = WHOLE, since?: string): FakeClient => {
    const client = new FakeClient(view);
    channel.join(client, view, since);
    return client;
  };
  return { channel, join, errors };
}

/** Commits a stream in which everything occurs, message by message. */
function* stream(event: FakeEvent): Generator<ReturnType<FakeEvent['status']>> {
  yield event.onCourse('1');
  yield event.result('A', '1', 9_000);
  yield event.onCourse('1', '2');
  yield event.result('B', '7', 9_100);
  yield event.full('a protest was upheld');
  yield event.onCourse('2');
  yield event.result('A', '2', 8_900);
  yield event.status('finished');
  yield event.result('B', '7', 9_150);
}
const STREAM_LENGTH = 9;

describe('joining', () => {
  test.each(Array.from({ length: STREAM_LENGTH + 1 }, (_, cut) => cut))(
    'after message %i of a stream gives one full and then each message after it once',
    async (cut) => {
      const event = new FakeEvent();
      const { channel, join } = open(event);
      const clients: FakeClient[] = [];
      const come = () => clients.push(join(), join(STRUCTURE), join(racesOnly('B')));
      const messages = [...stream(event)];
      for (const [i, message] of messages.entries()) {
        if (i === cut) come();
        channel.deliver([message], event.epochs);
        await settle();
      }
      if (cut === STREAM_LENGTH) come();
      await settle();
      for (const { received, state, view } of clients) {
        expect(received[0]?.type).toBe('full');
        expect(state).toEqual(viewed(event.state, view));
      }
    },
  );

  test('with a snapshot that is newer than the channel drops the messages that it already contains', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const first = event.result('A', '1', 9_000);
    const second = event.full('new schedule');
    const client = join();
    await settle();
    channel.deliver([first, second], event.epochs);
    await settle();
    expect(client.kinds).toBe('full 2');
  });

  test('many at once costs one snapshot', async () => {
    const event = new FakeEvent();
    const { join } = open(event);
    const clients = Array.from({ length: 100 }, () => join());
    await settle();
    clients.push(join());
    await settle();
    expect(event.loads).toBe(1);
    expect(clients.map(({ kinds }) => kinds)).toEqual(clients.map(() => 'full 0'));
  });

  test('later gives a snapshot of then, and nothing is loaded again', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    join();
    await settle();
    channel.deliver([event.result('A', '1', 9_000)], event.epochs);
    const later = join();
    await settle();
    expect([later.kinds, later.state, event.loads]).toEqual(['full 1', event.state, 1]);
  });

  test('is not told that it is current: a full says that by itself', async () => {
    const { join } = open(new FakeEvent());
    const client = join();
    await settle();
    expect(client.currents).toEqual([]);
  });

  test('an event whose snapshot cannot be read is told to come back, and the error is logged once for each', async () => {
    const event = new FakeEvent();
    const { channel, join, errors } = open(event);
    event.isPrompt = false;
    const client = join();
    event.pending[0]?.fail(new Error('the disk is gone'));
    await settle();
    expect([client.ending, channel.size, errors.length]).toEqual([ENDINGS.failure, 0, 1]);
  });

  test('and leaving before the snapshot is there leaves nothing behind', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    event.isPrompt = false;
    const client = join();
    client.cutOff();
    event.pending[0]?.answer();
    await settle();
    expect([client.received.length, channel.size]).toEqual([0, 0]);
  });

  test('views cost no loading, and those that no one watches any more are gone', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const clients = [
      join(racesOnly('A')),
      join(racesOnly('B')),
      join(racesOnly('A', 'B')),
      join(racesOnly('A')),
    ];
    await settle();
    expect([channel.viewCount, event.loads]).toEqual([3, 1]);
    for (const client of clients) client.cutOff();
    expect(channel.viewCount).toBe(0);
  });

  test('a database that went back to an earlier state ends the connection instead of asking for ever', async () => {
    const event = new FakeEvent();
    event.result('A', '1', 9_000);
    const { join, errors } = open(event);
    event.states.pop();
    const client = join();
    await settle();
    expect([client.ending, errors.length]).toEqual([ENDINGS.failure, 1]);
  });
});

describe('resuming', () => {
  /** Plays the stream to a client that is cut off after `cut` of its messages; answers it and a way back. */
  async function cutOffAt(cut: number) {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    let count = 0;
    const messages = [...stream(event)];
    for (const message of messages) {
      if (count === cut) client.cutOff();
      count += 1;
      channel.deliver([message], event.epochs);
      await settle();
    }
    return { event, channel, client, messages };
  }

  test.each(Array.from({ length: STREAM_LENGTH }, (_, cut) => cut))(
    'after message %i gives what was missed, each once and in order',
    async (cut) => {
      const { event, channel, client } = await cutOffAt(cut);
      const before = client.received.length;
      channel.join(client, WHOLE, client.lastId);
      await settle();
      expect(client.state).toEqual(event.state);
      expect(client.seqs).toEqual([...new Set(client.seqs)].sort((a, b) => a - b));
      const came = client.received.slice(before).map(({ type }) => type);
      // Message 5 is a full; who has it needs no other.
      expect(came.includes('full')).toBe(cut < 5);
    },
  );

  test.each(Array.from({ length: STREAM_LENGTH + 1 }, (_, cut) => cut))(
    'in another process after message %i gives the same, from the journal',
    async (cut) => {
      const { event, client } = await cutOffAt(cut);
      const { channel } = open(event);
      await channel.heal();
      const before = client.received.length;
      channel.join(client, WHOLE, client.lastId);
      await settle();
      expect(client.state).toEqual(event.state);
      const came = client.received.slice(before).map(({ type }) => type);
      expect(came.includes('full')).toBe(cut < 5);
      expect(new Set(client.seqs).size).toBe(client.seqs.length);
    },
  );

  test('skips on-course lists that a later one replaced', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    for (const bib of ['1', '2', '3']) channel.deliver([event.onCourse(bib)], event.epochs);
    const client = join(WHOLE, cursorOf(event.epochs, 0));
    await settle();
    expect(client.kinds).toBe('diff 3');
  });

  test.each([
    ['of the future', `${EPOCH}-99`],
    ['of another event', 'abc124-1'],
    ['that is no cursor', '1; drop table events --'],
    ['that is empty', ''],
    ['that is too large', `${EPOCH}-zzzzzzzzzzz`],
  ])('with a cursor %s gives a full', async (_, since) => {
    const event = new FakeEvent();
    event.result('A', '1', 9_000);
    const { join } = open(event);
    const client = join(WHOLE, since);
    await settle();
    expect(client.kinds).toBe('full 1');
  });

  test('after a restart leads from one epoch into the next, and a lost message of the former gives a full', async () => {
    const event = new FakeEvent();
    for (let i = 0; i < 3; i += 1) event.result('A', '1', i);
    event.startWriter();
    const { channel, join } = open(event);
    channel.deliver([event.result('A', '2', 1), event.result('A', '3', 1)], event.epochs);
    const kinds = async (since: string) => {
      const client = join(WHOLE, since);
      await settle();
      return client.kinds;
    };
    const second = event.epochs[1]?.epoch ?? '';
    expect(await kinds(`${EPOCH}-3`)).toBe('diff 4, diff 5');
    expect(await kinds(`${EPOCH}-4`)).toBe('full 5');
    expect(await kinds(`${second}-4`)).toBe('diff 5');
    expect(await kinds(`${second}-3`)).toBe('full 5');
  });

  test('is judged by the journal where another process wrote what came since', async () => {
    const event = new FakeEvent();
    const { join } = open(event);
    event.startWriter();
    event.result('A', '1', 1);
    event.result('A', '2', 1);
    const clients = [join(WHOLE, `${EPOCH}-1`), join(WHOLE, cursorOf(event.epochs, 1))];
    await settle();
    expect(clients.map(({ kinds }) => kinds)).toEqual(['full 2', 'diff 2']);
  });

  test('from before what the journal holds gives a full', async () => {
    const event = new FakeEvent();
    for (let i = 0; i < 5; i += 1) event.result('A', '1', i);
    event.prune(2);
    const { join } = open(event);
    const [gone, held] = [join(WHOLE, cursorOf(event.epochs, 2)), join(WHOLE, cursorOf(event.epochs, 3))];
    await settle();
    expect([gone.kinds, held.kinds]).toEqual(['full 5', 'diff 4, diff 5']);
  });

  test('past what is held in memory reads the journal', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event, { maxWaitingBytes: 1_000_000 });
    for (let i = 1; i <= 300; i += 1) channel.deliver([event.result('A', '1', i)], event.epochs);
    const client = join(WHOLE, cursorOf(event.epochs, 10));
    await settle();
    expect(client.seqs).toEqual(Array.from({ length: 290 }, (_, i) => i + 11));
  });

  test('never gives a full that is older than the cursor, even where the channel lags behind the journal', async () => {
    const event = new FakeEvent();
    const { join } = open(event);
    join();
    await settle();
    // Committed, not delivered: another process sent the first two to a client that comes here now.
    event.result('A', '1', 9_000);
    event.result('A', '1', 8_000);
    event.full('new schedule');
    const client = join(WHOLE, cursorOf(event.epochs, 2));
    await settle();
    expect(client.kinds).toBe('full 3');
  });

  test('gives a full instead of more than may wait for a connection', async () => {
    const event = new FakeEvent();
    for (let i = 0; i < 100; i += 1) event.result('A', '1', i);
    const { join } = open(event, { maxWaitingBytes: 1_000 });
    const client = join(WHOLE, cursorOf(event.epochs, 1));
    await settle();
    expect(client.kinds).toBe('full 100');
  });
});

describe('who comes back', () => {
  test('is told once that nothing is missing any more, after the last missed message', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    channel.deliver([event.result('A', '1', 1), event.result('A', '1', 2)], event.epochs);
    const [missed, nothing] = [
      join(WHOLE, cursorOf(event.epochs, 1)),
      join(WHOLE, cursorOf(event.epochs, 2)),
    ];
    await settle();
    channel.deliver([event.result('A', '1', 3)], event.epochs);
    await settle();
    expect([missed.kinds, missed.currents]).toEqual(['diff 2, diff 3', [cursorOf(event.epochs, 2)]]);
    expect([nothing.kinds, nothing.currents]).toEqual(['diff 3', [cursorOf(event.epochs, 2)]]);
  });

  test('with a cursor that has a step goes on all the same', async () => {
    const event = new FakeEvent();
    event.result('A', '1', 1);
    const { join } = open(event);
    const client = join(WHOLE, steppedCursor(cursorOf(event.epochs, 1), 1_764_000_000_000));
    await settle();
    expect([client.kinds, client.currents]).toEqual(['', [cursorOf(event.epochs, 1)]]);
  });

  test('in a crowd, each with a cursor of its own, costs a read of the journal or two, and each message is encoded once', async () => {
    const event = new FakeEvent();
    for (let i = 1; i <= 200; i += 1) event.result('A', '1', i);
    const { channel, join } = open(event, { maxWaitingBytes: 1_000_000 });
    await channel.heal();
    const reads = jest.spyOn(event, 'readJournal');
    const clients = Array.from({ length: 200 }, (_, i) => join(WHOLE, cursorOf(event.epochs, i)));
    await settle();
    while (clients.some(({ seqs }, i) => seqs.length < 200 - i)) await settle();
    expect(reads.mock.calls.length).toBeLessThanOrEqual(2);
    for (const [i, client] of clients.entries()) expect(client.seqs).toHaveLength(200 - i);
    expect(event.loads).toBe(0);
  });
});

describe('a refresh', () => {
  test('goes to everyone in its place, and what is held is loaded anew', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    channel.deliver([event.result('A', '1', 1), event.refresh()], event.epochs);
    await settle();
    const back = join(WHOLE, cursorOf(event.epochs, 1));
    await settle();
    expect([client.kinds, back.kinds]).toEqual(['full 0, diff 1, refresh 2', 'refresh 2']);
    await channel.state();
    expect(event.loads).toBe(2);
  });

  test('stands for a snapshot that is too large to send unasked', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event, { maxFullBytes: 1_000 });
    const client = join();
    await settle();
    channel.deliver([event.full('x'.repeat(2_000))], event.epochs);
    await settle();
    const newcomer = join();
    await settle();
    expect([client.kinds, newcomer.kinds]).toEqual(['full 0, refresh 1', 'full 1']);
  });
});

describe('views', () => {
  test('who named a race that the event does not have is told so, and shown it when an export brings it', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join(racesOnly('A', 'C'));
    await settle();
    expect(client.received[0]).toMatchObject({ notice: expect.stringContaining('"C"') as string });
    expect(Object.keys(client.state?.results ?? {})).toEqual(['A']);
    channel.deliver(event.newRace('C'), event.epochs);
    await settle();
    channel.deliver([event.result('C', '9', 9_000)], event.epochs);
    await settle();
    expect(Object.keys(client.state?.results ?? {})).toEqual(['A', 'C']);
    expect(client.state?.results.C).toHaveLength(1);
    expect(client.received.filter((message) => 'notice' in message)).toHaveLength(1);
  });

  test('each gets only what concerns it', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const [whole, structure, onlyB] = [join(), join(STRUCTURE), join(racesOnly('B'))];
    await settle();
    for (const message of stream(event)) {
      channel.deliver([message], event.epochs);
      await settle();
    }
    expect(structure.kinds).toBe('full 0, full 5, diff 8');
    for (const { state, view } of [whole, structure, onlyB]) expect(state).toEqual(viewed(event.state, view));
    channel.deliver(
      [event.result('A', '1', 1), event.onCourse('4'), event.result('B', '1', 2), event.status('running')],
      event.epochs,
    );
    await settle();
    expect(structure.kinds).toBe('full 0, full 5, diff 8, diff 13');
    expect(onlyB.seqs).not.toContain(10);
    expect(onlyB.kinds.endsWith('diff 11, diff 12, diff 13')).toBe(true);
    expect(whole.kinds.endsWith('diff 9, diff 10, diff 11, diff 12, diff 13')).toBe(true);
  });
});

describe('a slow reader', () => {
  /** A channel with one reader that has stopped reading, and one that reads. */
  async function withSlowReader(options: Partial<ChannelOptions> = {}) {
    const event = new FakeEvent();
    const clock = { now: 0 };
    const { channel, join } = open(event, { clock: () => clock.now, ...options });
    const [slow, quick] = [join(), join()];
    await settle();
    slow.stopReading();
    const push = async (count: number) => {
      for (let i = 0; i < count; i += 1) {
        channel.deliver([event.result('A', String(i % 3), i)], event.epochs);
        await settle();
      }
    };
    return { event, clock, channel, slow, quick, push };
  }

  test('is sent nothing more until it has read, then one full that holds everything, then what follows', async () => {
    const { event, slow, quick, push } = await withSlowReader();
    await push(100);
    expect(slow.waitingBytes).toBeLessThan(700);
    slow.readOn();
    await settle();
    expect(slow.received.filter(({ type }) => type === 'full')).toHaveLength(2);
    expect([slow.seqs.at(-1), slow.state]).toEqual([100, event.state]);
    await push(1);
    expect([slow.seqs.at(-1), slow.state]).toEqual([101, event.state]);
    expect(slow.seqs).toEqual([...new Set(slow.seqs)].sort((a, b) => a - b));
    expect(quick.seqs).toEqual(Array.from({ length: 102 }, (_, i) => i));
  });

  test('is not sent a full older than what it has, though one is at hand', async () => {
    const { slow, push } = await withSlowReader();
    // The snapshot of joining, before message 1, is kept for a second; the clock stands still here.
    await push(10);
    slow.readOn();
    await settle();
    expect(slow.kinds.endsWith('full 10')).toBe(true);
  });

  test('is not queued one full after another', async () => {
    const { event, channel, slow } = await withSlowReader();
    for (let i = 0; i < 50; i += 1) {
      channel.deliver([event.full(`schedule ${i}`)], event.epochs);
      await settle();
    }
    expect(slow.waitingBytes).toBeLessThan(2_000);
    slow.readOn();
    await settle();
    expect(slow.state).toEqual(event.state);
  });

  test('is not set aside for messages that its view leaves out', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event, { maxWaitingBytes: 10 });
    const client = join(racesOnly('B'));
    await settle();
    client.stopReading();
    channel.deliver([event.status('finished')], event.epochs);
    for (let i = 0; i < 5; i += 1) channel.deliver([event.result('A', '1', i)], event.epochs);
    client.readOn();
    channel.deliver([event.status('running')], event.epochs);
    await settle();
    expect(client.kinds).toBe('full 0, diff 1, diff 7');
  });

  test('that begins with a large snapshot is not slow for it', async () => {
    const event = new FakeEvent();
    event.full('x'.repeat(5_000));
    const { channel, join } = open(event, { maxWaitingBytes: 500 });
    const client = join();
    client.stopReading();
    await settle();
    channel.deliver([event.result('A', '1', 1)], event.epochs);
    channel.deliver([event.result('A', '1', 2)], event.epochs);
    client.readOn();
    await settle();
    expect(client.kinds).toBe('full 1, diff 2, diff 3');
  });

  test('is ended with 4008 when it takes too long for what it was sent, and no one else is', async () => {
    const { clock, channel, slow, quick, push } = await withSlowReader();
    await push(100);
    channel.sweep(clock.now);
    clock.now = 9_999;
    channel.sweep(clock.now);
    expect(slow.ending).toBeNull();
    clock.now = 10_010;
    channel.sweep(clock.now);
    expect(slow.ending).toMatchObject({ code: 4008 });
    expect([quick.ending, channel.size]).toEqual([null, 1]);
  });

  test('that reads on in time is not ended later', async () => {
    const { clock, channel, slow, push } = await withSlowReader();
    await push(100);
    channel.sweep(clock.now);
    clock.now = 9_000;
    slow.readOn();
    await settle();
    clock.now = 60_000;
    channel.sweep(clock.now);
    expect(slow.ending).toBeNull();
  });
});

describe('a channel that missed a wake-up', () => {
  test('reads the journal at the next', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    event.result('A', '1', 1);
    channel.deliver([event.result('A', '1', 2)], event.epochs);
    await settle();
    expect(client.kinds).toBe('full 0, diff 1, diff 2');
  });

  test('reads again at once where a message came while it read', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    event.isPrompt = false;
    event.result('A', '1', 1);
    channel.deliver([event.result('A', '1', 2)], event.epochs);
    event.pending[0]?.read();
    event.result('A', '1', 3);
    channel.deliver([event.result('A', '1', 4)], event.epochs);
    event.pending[0]?.answer();
    await settle();
    event.pending[0]?.answer();
    await settle();
    expect(client.kinds).toBe('full 0, diff 1, diff 2, diff 3, diff 4');
  });

  test('tries again where the journal could not be read', async () => {
    const event = new FakeEvent();
    const { channel, join, errors } = open(event);
    const client = join();
    await settle();
    event.isPrompt = false;
    event.result('A', '1', 1);
    channel.deliver([event.result('A', '1', 2)], event.epochs);
    event.pending[0]?.fail(new Error('the disk is gone'));
    await settle();
    expect(errors).toHaveLength(1);
    event.isPrompt = true;
    channel.sweep(0);
    await settle();
    expect(client.kinds).toBe('full 0, diff 1, diff 2');
  });

  test('gives everyone one full where the journal no longer holds what was missed', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    event.result('A', '1', 1);
    event.result('A', '1', 2);
    const last = event.result('A', '1', 3);
    event.prune(1);
    channel.deliver([last], event.epochs);
    await settle();
    expect(client.kinds).toBe('full 0, full 3');
    channel.deliver([event.result('A', '1', 4)], event.epochs);
    await settle();
    expect(client.kinds).toBe('full 0, full 3, diff 4');
  });

  test('is told by who looked the event up', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const client = join();
    await settle();
    event.result('A', '1', 1);
    channel.notice(1);
    await settle();
    expect(client.kinds).toBe('full 0, diff 1');
  });
});

describe('the snapshot over REST', () => {
  test('is true as of the last message, and made once for many', async () => {
    const event = new FakeEvent();
    const { channel } = open(event);
    await channel.full(WHOLE);
    channel.deliver([event.result('A', '1', 1)], event.epochs);
    const taken = await Promise.all([channel.full(WHOLE), channel.full(WHOLE), channel.full(WHOLE)]);
    expect(new Set(taken).size).toBe(1);
    expect([taken[0].id, event.loads]).toEqual([cursorOf(event.epochs, 1), 1]);
  });

  test('is kept of the views that were asked for last, not of all that anyone thinks of', async () => {
    const { channel } = open(new FakeEvent());
    const viewOf = (n: number) => ({ view: { structureOnly: false, races: [`X${n}`] }, unknown: [] });
    const first = await channel.full(viewOf(0));
    expect(await channel.full(viewOf(0))).toBe(first);
    for (let n = 1; n <= 20; n += 1) await channel.full(viewOf(n));
    expect(await channel.full(viewOf(20))).toBe(await channel.full(viewOf(20)));
    expect(await channel.full(viewOf(0))).not.toBe(first);
  });

  test('does not wait for one snapshot each where messages come all the time', async () => {
    const event = new FakeEvent();
    const { channel } = open(event);
    event.isPrompt = false;
    const asked = Array.from({ length: 10 }, () => channel.full(WHOLE));
    while (event.pending.length > 0) {
      channel.deliver([event.result('A', '1', event.loads)], event.epochs);
      event.pending[0]?.answer();
      await settle();
    }
    await Promise.all(asked);
    expect(event.loads).toBe(1);
  });
});

describe('the end of a channel', () => {
  test('ends everyone who watches, who still joins, and who comes later', async () => {
    const event = new FakeEvent();
    const { channel, join } = open(event);
    const watching = join();
    await settle();
    event.isPrompt = false;
    const joining = join(STRUCTURE);
    const resuming = join(WHOLE, cursorOf(event.epochs, 99));
    channel.end('deleted');
    const late = join();
    for (const pending of event.pending) pending.answer();
    await settle();
    expect([watching, joining, resuming, late].map(({ ending }) => ending?.reason)).toEqual(
      Array.from({ length: 4 }, () => 'Event deleted'),
    );
    expect([joining, resuming, late].map(({ received }) => received.length)).toEqual([0, 0, 0]);
    expect(channel.size).toBe(0);
  });

  test('of disuse comes a minute after the last one left', async () => {
    let now = 0;
    const event = new FakeEvent();
    const { channel, join } = open(event, { clock: () => now });
    const client = join();
    await settle();
    now = 1_000_000;
    expect(channel.isUnused(now)).toBe(false);
    client.cutOff();
    expect(channel.isUnused(now + 60_000)).toBe(false);
    expect(channel.isUnused(now + 60_001)).toBe(true);
  });
});
