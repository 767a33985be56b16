import { apply, type LiveMessage, type LiveState } from '../domain/apply';
import { backoff } from './backoff';
import { Climber } from './Climber';
import { Emitter } from './emitter';
import { meansOf } from './means';
import {
  TIMINGS,
  type LiveConnection,
  type LiveEvents,
  type LiveOptions,
  type LiveStatus,
  type Timings,
  type Transport,
} from './options';
import { Questions } from './Questions';
import { ServerClock } from './ServerClock';
import { lost, type Link, type LinkEnd } from './transports/link';
import { open, type Means } from './transports/open';
import { wakeUps } from './wakeUps';

/** A connection that lasted this long was a good one: what went wrong before it is forgotten. Milliseconds. */
const GOOD_MS = 10_000;
/** What comes this soon after the first message of a resumed connection was missed before, and tells no time. */
const REPLAY_MS = 250;

/** The transport in use, and what is known of it. */
interface Use {
  transport: Transport;
  since: string | null;
  startedAt: number;
  link: Link | null;
  /** The server answered. */
  isOpen: boolean;
  /** Something came the way that messages come: it is neither blocked nor held back. */
  isProven: boolean;
  /** Everything that was missed has come. */
  isSettled: boolean;
  /** How long silence is believed while it is not proven; longer with each time that it was right to be. */
  trustMs: number;
  /** Until when messages are replays; local milliseconds. */
  replayUntil: number;
}

/**
 * One event, followed over the best transport that works. It is always in one of three situations: a transport is in
 * `use`; it waits to come back (`timer`), or for an answer that decides how; or it has ended. A transport that fails
 * before it has proven itself makes room for the next lesser one; one that worked and broke is opened again. Every
 * change goes on after the last message that was applied, on a connection of its own: so none is missed, none comes
 * twice.
 */
export class Connection implements LiveConnection {
  state: LiveState | null;
  id: string | null;
  private phase: LiveStatus['phase'];
  private transport: Transport | null = null;
  private heardAt: number | null = null;
  private reason: string | undefined;

  private readonly emitter = new Emitter<LiveEvents>();
  private readonly clock = new ServerClock();
  private readonly timings: Timings;
  private readonly means: Means;
  private readonly transports: readonly Transport[];
  private readonly climber: Climber;
  private readonly questions: Questions;
  private readonly stopWakeUps: () => void;

  /** The transport whose turn it is. */
  private rung = 0;
  private use: Use | null = null;
  /** When the connection in use is to be doubted, or when to come back. */
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Failures in a row. */
  private attempt = 0;
  /** The server said not to come back before; local milliseconds. */
  private notBefore = 0;
  /** The last `refresh` that was followed: a replay of it does not ask for another. */
  private refreshedBy: string | null = null;

  constructor(options: LiveOptions) {
    this.timings = { ...TIMINGS, ...options.timings };
    ({ means: this.means, transports: this.transports } = meansOf(options, this.timings));
    this.state = options.state ?? null;
    this.id = (this.state && options.since) ?? null;
    this.phase = this.state ? 'catching-up' : 'connecting';
    this.questions = new Questions(this.means.target, this.timings.silentMs);
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
          if (this.use?.isSettled) void this.check(this.use);
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

  on<Name extends keyof LiveEvents>(event: Name, listener: (...args: LiveEvents[Name]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  close(): void {
    this.emitter.clear();
    this.leave();
    this.stopWakeUps();
    this.show('ended', null);
  }

  /** Opens the transport whose turn it is. */
  private connect(): void {
    this.leave();
    const transport = this.transports[this.rung] ?? 'poll';
    const use: Use = {
      transport,
      since: this.id,
      startedAt: Date.now(),
      link: null,
      isOpen: false,
      isProven: false,
      isSettled: false,
      trustMs: this.timings.silentMs,
      replayUntil: Infinity,
    };
    this.use = use;
    this.watch(this.timings.silentMs);
    use.link = open(transport, this.means, this.id, {
      onHeard: (isProof) => {
        use.isOpen = true;
        use.isProven ||= isProof;
        this.hear(use);
      },
      onMessage: (message) => {
        this.take(use, message);
      },
      onCurrent: () => {
        this.settle(use);
      },
      onEnd: (end) => {
        this.fail(end);
      },
    });
  }

  /** Leaves the connection in use, or stops waiting for one. */
  private leave(): void {
    const { use } = this;
    this.use = null;
    clearTimeout(this.timer);
    this.climber.stop();
    this.questions.drop();
    use?.link?.close();
    if (!use?.isProven || !use.isSettled || Date.now() - use.startedAt < GOOD_MS) return;
    this.attempt = 0;
    this.climber.hurry();
  }

  private hear(use: Use): void {
    this.heardAt = Date.now();
    if (use.isSettled) {
      this.watch(this.patienceMs(use));
      return;
    }
    this.watch(use.since === null ? this.timings.silentMs : this.timings.settleMs);
    this.show(this.state ? 'catching-up' : 'connecting', use.transport);
  }

  private take(use: Use, message: LiveMessage): void {
    if (message.type === 'refresh' && message.id !== this.refreshedBy) {
      this.refreshedBy = message.id;
      void this.readAnew();
      return;
    }
    const now = Date.now();
    const isReplay = message.type !== 'full' && now <= use.replayUntil;
    // Seconds late is better than a phone's clock that is minutes wrong; the next message mends it.
    if (!isReplay || !this.clock.isKnown) this.clock.heard(message.at);
    if (use.replayUntil === Infinity) use.replayUntil = now + REPLAY_MS;
    this.hold(message);
    // Whoever was told may have closed this.
    if (this.use !== use) return;
    // How long silence is believed depends on what is going on.
    if (use.isSettled) this.watch(this.patienceMs(use));
    else this.settle(use);
  }

  private hold(message: LiveMessage): void {
    this.id = message.id;
    this.state = apply(this.state, message);
    if (this.state) this.emitter.emit('state', this.state, message);
  }

  /** Up to date, on this transport. */
  private settle(use: Use): void {
    if (use.isSettled) return;
    use.isSettled = true;
    this.watch(this.patienceMs(use));
    this.climber.plan(this.transports.slice(0, this.rung));
    this.show(use.transport === 'poll' ? 'polling' : 'live', use.transport);
  }

  /** How long this connection may be silent before it is doubted. */
  private patienceMs({ transport, isProven, trustMs }: Use): number {
    const { pollMs, silentMs, quietMs, racingQuietMs, idleQuietMs } = this.timings;
    if (transport === 'poll') return pollMs + silentMs;
    // A view without results has no such list.
    const { event, oncourse = [] } = (this.state ?? {}) as Partial<LiveState>;
    const quiet = oncourse.length > 0 ? racingQuietMs : event?.status === 'running' ? quietMs : idleQuietMs;
    return isProven ? quiet : Math.min(quiet, trustMs);
  }

  /** Sets the time by which something is to be heard. */
  private watch(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { use } = this;
      if (!use) return;
      if (use.isOpen && (use.isSettled || use.since !== null)) void this.check(use);
      else this.fail(lost(new Error(`${use.transport}: nothing was heard for ${ms} ms`)));
    }, ms);
  }

  /**
   * Asks beside a silent connection whether there is something that it did not bring: it may be dead, or held back by
   * a proxy, and browsers do not show a WebSocket's pings.
   */
  private async check(use: Use): Promise<void> {
    const before = this.id;
    const answer = await this.questions.missedSince(before);
    // In the meantime it was left, or spoke for itself.
    if (!answer || this.use !== use || this.id !== before) return;
    if (Array.isArray(answer)) {
      this.heardAt = Date.now();
      if (answer.length === 0) this.believe(use);
      else this.giveTime(use);
    } else if (answer.kind === 'later') {
      // There is no room for the question; a connection that looks open is believed.
      this.believe(use);
    } else {
      if (answer.kind === 'lost') this.show('offline', null);
      this.fail(answer);
    }
  }

  private believe(use: Use): void {
    if (use.isSettled) use.trustMs *= 2;
    this.settle(use);
    this.watch(this.patienceMs(use));
  }

  /** There is news that it has not brought; it may be on its way this very moment. */
  private giveTime({ transport }: Use): void {
    const before = this.id;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.id === before) this.fail(lost(new Error(`${transport}: it did not bring what there is`)));
    }, this.timings.settleMs);
  }

  /** The connection in use is no more. */
  private fail(end: LinkEnd): void {
    const { use } = this;
    if (!use) return;
    this.leave();
    if (end.kind === 'end') {
      void this.finish(end);
      return;
    }
    if (end.kind === 'later') {
      if (!use.isSettled) this.rung = 0;
      // A moment's restart is no outage; to be sent away for longer is one.
      this.comeBack(!use.isSettled || end.afterMs > this.timings.silentMs, end.afterMs);
      return;
    }
    this.emitter.emit('error', end.error);
    // Whoever was told may have closed this.
    if (this.phase === 'ended') return;
    if (use.isProven && use.isSettled) {
      this.comeBack(false);
    } else if (this.rung + 1 < this.transports.length) {
      this.rung += 1;
      this.connect();
    } else {
      this.rung = 0;
      if (use.transport === 'ws') void this.askWhy();
      else this.comeBack(true);
    }
  }

  /** Connects again after a while, at the earliest after `afterMs`. */
  private comeBack(isOffline: boolean, afterMs = 0): void {
    const { backoffMs, maxBackoffMs } = this.timings;
    const waitMs = afterMs + backoff(this.attempt, backoffMs, maxBackoffMs);
    this.attempt += 1;
    this.notBefore = Date.now() + afterMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.connect();
    }, waitMs);
    // Last, as everywhere: whoever is told may close this.
    if (isOffline) this.show('offline', null);
    else if (this.phase !== 'offline') this.show(this.state ? 'catching-up' : 'connecting', null);
  }

  /** Nobody is told with which status a WebSocket was refused; where nothing else is used, it has to be asked. */
  private async askWhy(): Promise<void> {
    const asked = this.questions.missedSince(this.id);
    this.show('offline', null);
    const answer = await asked;
    if (!answer) return;
    if (Array.isArray(answer) || answer.kind === 'lost') this.comeBack(true);
    else if (answer.kind === 'later') this.comeBack(true, answer.afterMs);
    else void this.finish(answer);
  }

  /** The device may have slept: reconnects at once, unless the connection is plainly well. */
  private wake(): void {
    const { use } = this;
    const now = Date.now();
    if (now < this.notBefore) return;
    this.climber.hurry();
    if (use && now - Math.max(use.startedAt, this.heardAt ?? 0) < this.timings.freshMs) {
      if (!use.isSettled) return;
      this.climber.plan(this.transports.slice(0, this.rung));
      void this.check(use);
      return;
    }
    this.attempt = 0;
    this.connect();
  }

  /** Follows a `refresh`: reads the snapshot, and goes on from there. */
  private async readAnew(): Promise<void> {
    this.leave();
    const asked = this.questions.snapshot();
    this.show(this.state ? 'catching-up' : 'connecting', null);
    const full = await asked;
    if (!full) return;
    // Without a snapshot the stream itself begins with one.
    if (full === 'failed') this.id = null;
    else this.hold(full);
    if (this.phase !== 'ended') this.connect();
  }

  /** Over for good. An event whose results became official unseen is read once more. */
  private async finish({ reason, isOfficial = false }: LinkEnd & { kind: 'end' }): Promise<void> {
    if (isOfficial && this.state?.event.status !== 'official') {
      const full = await this.questions.snapshot();
      if (!full) return;
      if (full === 'failed') {
        this.comeBack(true);
        return;
      }
      this.hold(full);
    }
    this.leave();
    this.stopWakeUps();
    this.reason = reason;
    this.show('ended', null);
    this.emitter.emit('end', reason);
  }

  private show(phase: LiveStatus['phase'], transport: Transport | null): void {
    if (phase === this.phase && transport === this.transport) return;
    this.phase = phase;
    this.transport = transport;
    this.emitter.emit('status', this.status);
  }
}
