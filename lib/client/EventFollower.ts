import { apply, type LiveMessage, type LiveState } from '../domain/apply';
import { Climber } from './Climber';
import { ComeBack } from './ComeBack';
import { Emitter } from './Emitter';
import { meansOf, queryOf } from './means';
import {
  TIMINGS,
  type LiveConnection,
  type LiveEvents,
  type LiveOptions,
  type LiveStatus,
  type LiveView,
  type Timings,
  type Transport,
} from './options';
import { quietMsOf } from './quiet';
import { Questions } from './Questions';
import { ServerClock } from './ServerClock';
import type { Current, LinkEnd } from './transports/link';
import type { Means } from './transports/open';
import { wakeUps } from './wakeUps';
import { WatchedLink, type LinkOwner } from './WatchedLink';

/** A connection that lasted this long was a good one: what went wrong before it is forgotten. Milliseconds. */
const GOOD_MS = 10_000;

/**
 * One event, followed over the best transport that works. It is always in one of three situations: a connection is in
 * `use`; it waits to come back, or for an answer that decides how; or it has ended. A transport that fails before it
 * has proven itself makes room for the next lesser one; one that worked and broke is opened again. Every connection
 * goes on after the last message that was applied, or begins with a `full` where what is held is not what is wanted.
 */
export class EventFollower extends Emitter<LiveEvents> implements LiveConnection, LinkOwner {
  state: LiveState | null;
  id: string | null;
  private phase: LiveStatus['phase'];
  private transport: Transport | null = null;
  private heardAt: number | null = null;
  private reason: string | undefined;

  private readonly clock = new ServerClock();
  private readonly timings: Timings;
  /** With the view that is wanted. */
  private means: Means;
  private readonly transports: readonly Transport[];
  private readonly climber: Climber;
  private readonly questions: Questions;
  private readonly comeBack: ComeBack;
  private readonly stopWakeUps: () => void;
  private isClosed = false;

  /** The transport whose turn it is. */
  private rung = 0;
  /** The one that worked last: after an outage it is the first. */
  private lastRung = 0;
  private use: WatchedLink | null = null;
  /** Opened beside the one in use, and takes its place with its first `full`. */
  private successor: WatchedLink | null = null;
  /** What is held is another view, or not to be relied on: only a `full` leads on from it. */
  private needsFull = false;
  /** The last `refresh` that was followed: a replay of it does not ask for another. */
  private refreshedBy: string | null = null;
  /** When it is followed: thousands are told in the same moment. */
  private renewal: ReturnType<typeof setTimeout> | undefined;
  /** The last `notice` that was told. */
  private noticed: string | undefined;

  constructor(options: LiveOptions) {
    super();
    this.timings = { ...TIMINGS, ...options.timings };
    ({ means: this.means, transports: this.transports } = meansOf(options, this.timings));
    this.state = options.state ?? null;
    this.id = (this.state && options.since) ?? null;
    this.phase = this.state ? 'catching-up' : 'connecting';
    this.questions = new Questions(this.timings.silentMs);
    this.comeBack = new ComeBack(this.timings, () => {
      if (this.phase === 'offline') void this.knock();
      else this.connect();
    });
    this.climber = new Climber(this.means, this.timings, (found) => {
      this.rung = this.transports.indexOf(found);
      this.connect();
    });
    this.stopWakeUps = wakeUps(
      {
        onWake: () => {
          this.wake();
        },
        onOffline: () => {
          if (this.use?.isSettled) void this.use.check();
        },
        onJump: () => {
          this.clock.doubt();
        },
      },
      this.timings,
    );
    this.connect();
  }

  get status(): LiveStatus {
    const { phase, transport, heardAt, reason } = this;
    return { phase, transport, heardAt, ...(reason !== undefined && { reason }) };
  }

  serverNow(): number {
    return this.clock.now();
  }

  show(view: LiveView): void {
    const { target } = this.means;
    const { board, as } = target.query;
    const query = queryOf({ ...view, board, as });
    if (this.isClosed || JSON.stringify(query) === JSON.stringify(target.query)) return;
    this.means = { ...this.means, target: { ...target, query } };
    this.noticed = undefined;
    this.renew();
  }

  close(): void {
    this.isClosed = true;
    this.clear();
    this.leave();
    this.stopWakeUps();
    this.tell('ended', null);
  }

  heard(link: WatchedLink): void {
    this.heardAt = Date.now();
    if (link !== this.use || link.isSettled) return;
    this.tell(this.state ? 'catching-up' : 'connecting', link.transport);
  }

  take(link: WatchedLink, message: LiveMessage, isReplay: boolean): void {
    if (message.type === 'refresh') {
      if (message.id === this.refreshedBy) return;
      this.refreshedBy = message.id;
      this.needsFull = true;
      clearTimeout(this.renewal);
      this.renewal = setTimeout(() => {
        this.renew();
      }, Math.random() * this.timings.refreshMs);
      return;
    }
    if (link === this.successor) {
      this.successor = null;
      this.leave();
      this.use = link;
    }
    if (message.type === 'full' && link.means === this.means) this.needsFull = false;
    // Seconds late is better than a phone's clock that is minutes wrong; the next message mends it.
    if (!isReplay || !this.clock.isKnown) this.clock.heard(message.at);
    this.hold(message);
  }

  settled({ transport }: WatchedLink, current?: Current): void {
    if (current) {
      this.id = current.id;
      this.clock.heard(current.at);
    }
    this.lastRung = this.rung;
    this.climber.plan(this.transports.slice(0, this.rung));
    this.tell(transport === 'poll' ? 'polling' : 'live', transport);
  }

  quietMs(): number {
    return quietMsOf(this.state, this.timings);
  }

  ended(link: WatchedLink, end: LinkEnd, isOffline: boolean): void {
    const isBeside = link === this.successor;
    this.leave();
    if (end.kind === 'end' && link.means === this.means) {
      void this.finish(end);
    } else if (end.kind === 'end' || isBeside) {
      // The wanted view may end otherwise; and beside another connection there may have been no room.
      this.connect();
    } else if (end.kind === 'later') {
      if (!link.isSettled) this.rung = 0;
      // A moment's restart is no outage; to be sent away for longer is one.
      this.wait(!link.isSettled || end.afterMs > this.timings.silentMs, end.afterMs);
    } else {
      this.emit('error', end.error);
      // Whoever was told may have closed this.
      if (!this.isClosed) this.goOnAfter(link, isOffline);
    }
  }

  /** Opens the transport whose turn it is. */
  private connect(): void {
    this.leave();
    this.use = this.open(this.needsFull ? null : this.id);
  }

  private open(since: string | null): WatchedLink {
    return new WatchedLink(this, this.transports[this.rung] ?? 'poll', this.means, since, this.timings);
  }

  /** Leaves the connection in use and the one beside it, or stops waiting for one. */
  private leave(): void {
    const { use } = this;
    this.use = null;
    this.successor?.close();
    this.successor = null;
    clearTimeout(this.renewal);
    this.comeBack.stop();
    this.climber.stop();
    this.questions.drop();
    use?.close();
    if (!use?.isProven || !use.isSettled || Date.now() - use.startedAt < GOOD_MS) return;
    this.comeBack.forget();
    this.climber.hurry();
  }

  private hold(message: LiveMessage): void {
    this.id = message.id;
    this.state = apply(this.state, message);
    if (this.state) this.emit('state', this.state, message);
    const notice = message.type === 'full' ? message.notice : undefined;
    if (notice === undefined || notice === this.noticed) return;
    this.noticed = notice;
    this.emit('notice', notice);
  }

  /**
   * Begins anew with a `full`, for what is held is not what is wanted. Where a connection works, it goes on until
   * another one has brought it: the state does not stand still, and nobody sees it empty.
   */
  private renew(): void {
    this.needsFull = true;
    if (this.phase === 'ended') {
      void this.finish({ kind: 'end', reason: this.reason ?? '' });
    } else if (this.use?.isSettled) {
      this.successor?.close();
      this.successor = this.open(null);
    } else if (this.comeBack.isAllowed) {
      this.connect();
    }
  }

  /** The network broke it, or its transport does not work here. */
  private goOnAfter({ isProven, isSettled }: WatchedLink, isOffline: boolean): void {
    if (isProven && isSettled) {
      this.wait(isOffline);
    } else if (this.rung + 1 < this.transports.length) {
      this.rung += 1;
      this.connect();
    } else {
      this.rung = this.lastRung;
      this.wait(true);
    }
  }

  /** Tries again after a while, at the earliest after `afterMs`; the last try has taken `spentMs`. */
  private wait(isOffline: boolean, afterMs = 0, spentMs = 0): void {
    this.comeBack.wait(afterMs, spentMs);
    // Last, as everywhere: whoever is told may close this.
    if (isOffline) this.tell('offline', null);
    else if (this.phase !== 'offline') this.tell(this.state ? 'catching-up' : 'connecting', null);
  }

  /**
   * Asks whether the server is there before anything is opened: browsers hold back WebSockets, for seconds, where many have failed;
   * and nobody is told with which status one was refused.
   */
  private async knock(): Promise<void> {
    const askedAt = Date.now();
    const answer = await this.questions.missedSince(this.means.target, this.id);
    if (!answer) return;
    if ('messages' in answer) this.connect();
    else if (answer.kind === 'end') void this.finish(answer);
    else if (answer.kind === 'later') this.wait(true, answer.afterMs);
    else {
      this.emit('error', answer.error);
      // Whoever was told may have closed this.
      if (!this.isClosed) this.wait(true, 0, Date.now() - askedAt);
    }
  }

  /** The device may have slept: reconnects at once, unless the connection is plainly well. */
  private wake(): void {
    const { use } = this;
    if (!this.comeBack.isAllowed) return;
    this.climber.hurry();
    if (use && Date.now() - Math.max(use.startedAt, this.heardAt ?? 0) < this.timings.freshMs) {
      if (!use.isSettled) return;
      this.climber.plan(this.transports.slice(0, this.rung));
      void use.check();
      return;
    }
    this.comeBack.forget();
    this.connect();
  }

  /** Over for good. An event whose results became official unseen is read once more. */
  private async finish({ reason, isOfficial = false }: LinkEnd & { kind: 'end' }): Promise<void> {
    const isKnown = this.state?.event.status === 'official';
    if ((isOfficial || isKnown) && (this.needsFull || !isKnown)) {
      const full = await this.questions.snapshot(this.means.target);
      if (!full) return;
      if (full === 'failed') {
        this.wait(true);
        return;
      }
      this.needsFull = false;
      this.hold(full);
      if (this.isClosed) return;
    }
    this.leave();
    this.stopWakeUps();
    this.reason = reason;
    if (this.phase === 'ended') return;
    this.tell('ended', null);
    this.emit('end', reason);
  }

  private tell(phase: LiveStatus['phase'], transport: Transport | null): void {
    if (phase === this.phase && transport === this.transport) return;
    this.phase = phase;
    this.transport = transport;
    this.emit('status', this.status);
  }
}
