import type { LiveMessage } from '../domain/apply';
import type { Timings, Transport } from './options';
import { Questions } from './Questions';
import { lost, type Current, type Link, type LinkEnd, type LinkHandlers } from './transports/link';
import { open, type Means } from './transports/open';

/** Who is told what happens to a connection. */
export interface LinkOwner {
  /** Any sign of life. */
  heard(link: WatchedLink): void;
  /** `isReplay`: it happened before this connection was up to date, and tells no time. */
  take(link: WatchedLink, message: LiveMessage, isReplay: boolean): void;
  /** Up to date; comes once, with the server's word for it where there is one. */
  settled(link: WatchedLink, current?: Current): void;
  /** It is no more. `isOffline`: the server could not even be asked whether there is something new. */
  ended(link: WatchedLink, end: LinkEnd, isOffline: boolean): void;
  /** How long silence means nothing, as things are now; milliseconds. */
  quietMs(): number;
}

/**
 * One connection, and when to doubt it: it may be dead, or held back by a proxy, and browsers do not show a
 * WebSocket's pings. Where it is silent for too long, the server is asked beside it whether there is something that it
 * did not bring.
 */
export class WatchedLink implements LinkHandlers {
  readonly startedAt = Date.now();
  /** Something came the way that messages come: it is neither blocked nor held back. */
  isProven = false;
  /** Everything that was missed has come. */
  isSettled = false;
  /** When it was first heard of: the server answered. Local milliseconds. */
  private openedAt = Infinity;
  /** The last message that it brought, or after which it began. */
  private id: string | null;
  /** How long silence is believed while it is not proven; longer with each time that it was right to be. */
  private trustMs: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private readonly questions: Questions;
  private readonly link: Link;

  constructor(
    private readonly owner: LinkOwner,
    readonly transport: Transport,
    /** With the view that it was opened for. */
    readonly means: Means,
    private readonly since: string | null,
    private readonly timings: Timings,
  ) {
    this.id = since;
    this.trustMs = timings.silentMs;
    this.questions = new Questions(timings.silentMs);
    this.watch(timings.silentMs);
    this.link = open(transport, means, since, this);
  }

  onHeard(isProof: boolean): void {
    this.openedAt = Math.min(this.openedAt, Date.now());
    this.isProven ||= isProof;
    this.watch(this.patienceMs());
    this.owner.heard(this);
  }

  onMessage(message: LiveMessage): void {
    this.id = message.id;
    this.owner.take(this, message, message.type !== 'full' && !this.isSettled);
    // How long silence is believed depends on what is going on.
    this.watch(this.patienceMs());
    // A server that does not say when everything has come would have us wait for ever while there is always news.
    if (message.type === 'full' || Date.now() - this.openedAt > this.timings.silentMs) this.onCurrent();
  }

  onCurrent(current?: Current): void {
    // Whoever was told of a message may have closed it.
    if (this.isSettled || this.isClosed) return;
    this.isSettled = true;
    if (current) this.id = current.id;
    this.watch(this.patienceMs());
    this.owner.settled(this, current);
  }

  onEnd(how: LinkEnd, isOffline = false): void {
    if (this.isClosed) return;
    this.close();
    this.owner.ended(this, how, isOffline);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.questions.drop();
    this.link.close();
  }

  /** Asks whether there is something that it did not bring. */
  async check(): Promise<void> {
    const before = this.id;
    const answer = await this.questions.missedSince(this.means.target, before);
    // In the meantime it was left, or spoke for itself.
    if (!answer || this.isClosed || this.id !== before) return;
    if ('messages' in answer) {
      this.owner.heard(this);
      if (answer.messages.length === 0) this.believe();
      else this.giveTime();
    } else if (answer.kind === 'later') {
      // There is no room for the question; a connection that looks open is believed.
      this.believe();
    } else {
      this.onEnd(answer, answer.kind === 'lost');
    }
  }

  /** How long it may be silent before it is doubted. */
  private patienceMs(): number {
    const { pollMs, silentMs } = this.timings;
    if (!this.isSettled) return silentMs;
    if (this.transport === 'poll') return pollMs + silentMs;
    const quietMs = this.owner.quietMs();
    return this.isProven ? quietMs : Math.min(quietMs, this.trustMs);
  }

  /** Sets the time by which something is to be heard. */
  private watch(ms: number): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      if (this.openedAt < Infinity && (this.isSettled || this.since !== null)) void this.check();
      else this.onEnd(lost(new Error(`${this.transport}: silent for ${ms} ms`)));
    }, ms);
  }

  private believe(): void {
    if (this.isSettled) this.trustMs *= 2;
    this.onCurrent();
    this.watch(this.patienceMs());
  }

  /** There is news that it has not brought; it may be on its way this very moment. */
  private giveTime(): void {
    const before = this.id;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.id === before) this.onEnd(lost(new Error(`${this.transport}: news did not come`)));
    }, this.timings.graceMs);
  }
}
