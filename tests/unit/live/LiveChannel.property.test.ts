import fc from 'fast-check';
import type { JournalMessage } from '../../../lib/db/journalRepository';
import { cursorOf } from '../../../lib/live/cursor';
import { LiveChannel } from '../../../lib/live/LiveChannel';
import { channelOptions, FakeClient, FakeEvent, racesOnly, settle, STRUCTURE, viewed, WHOLE } from './fakes';

/** Bytes; the largest full here is below 1,000, as is what may follow it. */
const MOST_WAITING = 4_000;
const VIEWS = [WHOLE, WHOLE, STRUCTURE, racesOnly('A'), racesOnly('B')];

/** One thing that happens; `n` chooses among what is there. */
type Step = [
  what:
    | 'result'
    | 'onCourse'
    | 'status'
    | 'full'
    | 'deliver'
    | 'deliverNewestFirst'
    | 'loseWakeUp'
    | 'join'
    | 'return'
    | 'leave'
    | 'stopReading'
    | 'readOn'
    | 'read'
    | 'answer'
    | 'fail'
    | 'prune'
    | 'restart'
    | 'backUp'
    | 'putBack'
    | 'wait'
    | 'turn',
  n: number,
];

/** A channel, its event and its clients, driven step by step; what must always hold is asserted on the way. */
class World {
  readonly event = new FakeEvent();
  readonly clients: FakeClient[] = [];
  backup = this.event.copy();
  undelivered: JournalMessage[] = [];
  hasLostWakeUp = false;
  now = 0;
  channel = this.open();

  constructor() {
    this.event.isPrompt = false;
  }

  open(): LiveChannel {
    const channel = new LiveChannel(
      this.event.stored,
      this.event,
      channelOptions({ maxWaitingBytes: 400, clock: () => this.now }),
      () => undefined,
    );
    void channel.heal();
    return channel;
  }

  async step([what, n]: Step): Promise<void> {
    const { event, channel } = this;
    const pick = <T>(list: T[]): T | undefined => list[n % list.length];
    const client = pick(this.clients.filter(({ membership }) => membership));
    switch (what) {
      case 'result':
        this.undelivered.push(event.result(n % 2 ? 'A' : 'B', String(n % 5), n));
        break;
      case 'onCourse':
        this.undelivered.push(event.onCourse(String(n)));
        break;
      case 'status':
        this.undelivered.push(event.status(n % 2 ? 'running' : 'finished'));
        break;
      case 'full':
        this.undelivered.push(event.full(`title ${n}`));
        break;
      case 'deliver':
        channel.deliver(this.undelivered.splice(0, 1 + (n % 3)), this.event.epochs);
        break;
      case 'deliverNewestFirst':
        for (const message of this.undelivered.splice(0).reverse())
          channel.deliver([message], this.event.epochs);
        break;
      case 'loseWakeUp':
        if (this.undelivered.shift()) this.hasLostWakeUp = true;
        break;
      case 'join':
        this.join(
          new FakeClient(VIEWS[n % VIEWS.length]),
          [undefined, undefined, 'rubbish', 'abd-1', cursorOf(event.epochs, 9_999)][n % 5],
        );
        break;
      case 'return': {
        const away = pick(this.clients.filter(({ membership }) => !membership));
        if (away) this.join(away, away.lastId);
        break;
      }
      case 'leave':
        if (client) this.cutOff(client);
        break;
      case 'stopReading':
        client?.stopReading();
        break;
      case 'readOn':
        client?.readOn();
        break;
      case 'read':
        pick(event.pending)?.read();
        break;
      case 'answer':
        pick(event.pending)?.answer();
        break;
      case 'fail':
        pick(event.pending)?.fail(new Error('the disk is gone'));
        break;
      case 'prune':
        event.prune(n % 4);
        break;
      case 'restart':
        this.restart();
        break;
      case 'backUp':
        this.backup = event.copy();
        break;
      case 'putBack':
        event.putBack(this.backup);
        this.restart();
        // Numbers begin again from there.
        for (const one of this.clients) one.seqs.length = 0;
        break;
      case 'wait':
        this.now += n * 100;
        channel.sweep(this.now);
        break;
      case 'turn':
        // Not always to the end: what happens between two promises counts most.
        if (n % 2) await settle();
        else for (let i = 0; i < n; i += 1) await Promise.resolve();
        break;
    }
    this.check();
  }

  private join(client: FakeClient, since?: string): void {
    if (!this.clients.includes(client)) this.clients.push(client);
    client.ending = null;
    this.channel.join(client, client.view, since);
  }

  private restart(): void {
    for (const one of this.clients) if (one.membership) this.cutOff(one);
    this.undelivered = [];
    this.hasLostWakeUp = false;
    this.event.startWriter();
    this.channel = this.open();
  }

  private cutOff(client: FakeClient): void {
    client.cutOff();
  }

  /** What every client holds is what the event was at that message, whatever it has been through. */
  check(): void {
    for (const client of this.clients) {
      const { seqs, view, state, lastId } = client;
      // What waits is bounded: what it was brought up to date with, a full at most and what followed it, or one batch.
      expect(client.waitingBytes).toBeLessThan(MOST_WAITING);
      if (lastId === undefined) continue;
      // Each once, in order, also over reconnects.
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      const then = viewed(this.event.stateAt(lastId), view);
      // A superseded on-course list may be left out, so that of this moment may be missing.
      expect({ ...state, oncourse: null }).toEqual({ ...then, oncourse: null });
    }
  }

  /** Nothing new happens; what is under way comes to its end. */
  async finish(): Promise<void> {
    // A wake-up that was lost is noticed with the next.
    if (this.hasLostWakeUp) this.undelivered.push(this.event.status('running'));
    this.channel.deliver(this.undelivered, this.event.epochs);
    for (let isBusy = true; isBusy;) {
      for (const client of this.clients) if (client.membership) client.readOn();
      for (const pending of this.event.pending) pending.answer();
      await settle();
      this.channel.sweep(this.now);
      await settle();
      isBusy = this.event.pending.length > 0 || this.clients.some(({ waitingBytes }) => waitingBytes > 0);
    }
    this.check();
    for (const { membership, ending, state, view } of this.clients) {
      if (membership && !ending) expect(state).toEqual(viewed(this.event.state, view));
    }
  }
}

const weights: Record<Step[0], number> = {
  result: 8,
  onCourse: 6,
  status: 1,
  full: 2,
  deliver: 10,
  deliverNewestFirst: 2,
  loseWakeUp: 1,
  join: 4,
  return: 4,
  leave: 2,
  stopReading: 3,
  readOn: 2,
  read: 5,
  answer: 12,
  fail: 1,
  prune: 1,
  restart: 1,
  backUp: 2,
  putBack: 1,
  wait: 2,
  turn: 12,
};

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.oneof(
    ...Object.entries(weights).map(([what, weight]) => ({
      arbitrary: fc.constant(what as Step[0]),
      weight,
    })),
  ),
  fc.nat(20),
);

test('whatever happens in whatever order, an older database put back too, every scoreboard ends with the state of the event, each message once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 120 }), async (steps) => {
      const world = new World();
      for (const one of steps) await world.step(one);
      await world.finish();
    }),
    { numRuns: 1_500 },
  );
});
