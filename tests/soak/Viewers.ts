import { isDeepStrictEqual } from 'node:util';
import type { Snapshot } from '../../lib/domain/views';
import { shareStates } from '../support/liveClients';
import { sequenceOf } from '../support/replay';
import { ResumingPoll, ResumingWs, STREAMS, type Resuming } from '../support/replaySubscribers';

/** How many watch a stream in each of its forms for each one that polls, for a poll costs the viewers' process many times as much. */
const STREAMS_PER_POLL = 10;

/** Of every ten viewers one reads nothing for most of the time. */
const SLOW_SHARE = 10;
const HELD_MS = 4_000;
const READING_MS = 1_000;

/** Viewers of all forms, who come back wherever they are let in, and what became of them. */
export class Viewers {
  messages = 0;
  /** Messages that came twice, or before an earlier one. */
  outOfOrder = 0;
  readonly all: Resuming[] = [];
  private readonly seen = new Map<Resuming, number>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(url: string, eventId: string, count: number) {
    shareStates();
    const round = STREAMS.length * STREAMS_PER_POLL + 1;
    for (let i = 0; i < count; i += 1) {
      const form = i % round === 0 ? undefined : STREAMS[i % STREAMS.length];
      this.all.push(form ? form({ url, eventId }) : new ResumingPoll({ url, eventId }));
    }
    this.timers.push(
      setInterval(() => {
        this.sweep();
      }, 1_000),
    );
    const sockets = this.all.filter((viewer) => viewer instanceof ResumingWs);
    for (const slow of sockets.slice(0, Math.floor(count / SLOW_SHARE))) this.readSlowly(slow);
  }

  get resumptions(): number {
    return this.all.reduce((sum, { resumptions }) => sum + resumptions, 0);
  }

  /** Counts what came, and forgets all but the last message. */
  sweep(): void {
    for (const viewer of this.all) {
      let last = this.seen.get(viewer) ?? 0;
      const { messages, texts } = viewer;
      for (const { id } of last === 0 ? messages : messages.slice(1)) {
        const seq = sequenceOf(id);
        if (seq <= last) this.outOfOrder += 1;
        last = seq;
        this.messages += 1;
      }
      this.seen.set(viewer, last);
      messages.splice(0, messages.length - 1);
      texts.length = 0;
    }
  }

  /** How many do not hold what REST says. */
  differing(rest: Snapshot): number {
    const states = new Map<Snapshot | null, boolean>();
    return this.all.filter(({ state }) => {
      const isSame = states.get(state) ?? isDeepStrictEqual(state, rest);
      states.set(state, isSame);
      return !isSame;
    }).length;
  }

  /** From here on everybody reads. */
  endSlowness(): void {
    for (const timer of this.timers.splice(1)) clearInterval(timer);
    for (const viewer of this.all) if (viewer instanceof ResumingWs) viewer.hold(false);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const viewer of this.all) viewer.close();
  }

  private readSlowly(viewer: ResumingWs): void {
    let isHeld = false;
    let since = performance.now() - Math.random() * HELD_MS;
    this.timers.push(
      setInterval(() => {
        if (performance.now() - since < (isHeld ? HELD_MS : READING_MS)) return;
        since = performance.now();
        isHeld = !isHeld;
        viewer.hold(isHeld);
      }, 250),
    );
  }
}
