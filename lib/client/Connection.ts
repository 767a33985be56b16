import { apply, type LiveMessage, type LiveState } from './apply';
import { backoff } from './backoff';
import { Emitter } from './emitter';
import {
  TIMINGS,
  TRANSPORTS,
  type LiveConnection,
  type LiveEvents,
  type LiveOptions,
  type LiveStatus,
  type Timings,
  type Transport,
} from './options';
import { probe } from './probe';
import { ServerClock } from './ServerClock';
import { addressOf, lost, messageOf, type Link, type LinkEnd } from './transports/link';
import { open, type Means } from './transports/open';
import { askPoll } from './transports/poll';
import type { WebSocketConstructor } from './transports/ws';
import { wakeUps } from './wakeUps';

/** A connection that lasted this long was a good one: what went wrong before it is forgotten. Milliseconds. */
const GOOD_MS = 10_000;
/** Heard this long ago, a connection is not doubted, whatever the device has been through. Milliseconds. */
const FRESH_MS = 3_000;
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
 * `use`; it waits to come back (`timer`); or it has ended. A transport that fails before it has proven itself makes
 * room for the next lesser one; one that worked and broke is opened again. Every change of transport goes on after the
 * last message that was applied, on a connection of its own: so none is missed, none comes twice.
 */
export class Connection implements LiveConnection {
  state: LiveState | null;
  id: string | null;
  private phase: LiveStatus['phase'] = 'connecting';
  private transport: Transport | null = null;
  private heardAt: number | null = null;
  private reason: string | undefined;

  private readonly emitter = new Emitter<LiveEvents>();
  private readonly clock = new ServerClock();
  private readonly timings: Timings;
  private readonly means: Means;
  private readonly transports: readonly Transport[];
  private readonly stopWakeUps: () => void;

  private rung = 0;
  private use: Use | null = null;
  /** Failures in a row. */
  private attempt = 0;
  /** The server said not to come back before; local milliseconds. */
  private notBefore = 0;
  /** Tries in a row of a better transport. */
  private climbs = 0;
  /** Whether a better transport deserves a try soon. */
  private isClimbDue = false;
  /** The last `refresh` that was followed: a replay does not ask for another. */
  private refreshedBy: string | null = null;
  /** For the connection in use, or for coming back. */
  private timer: ReturnType<typeof setTimeout> | undefined;
  private climbTimer: ReturnType<typeof setTimeout> | undefined;
  private stopProbe: (() => void) | null = null;
  /** Of a question beside the connection. */
  private asking: AbortController | null = null;

  constructor(options: LiveOptions) {
    const { url, eventId, view, races, since, state, transport } = options;
    const globals = globalThis as { WebSocket?: WebSocketConstructor };
    const WebSocket = options.WebSocket ?? globals.WebSocket;
    if (transport === 'ws' && !WebSocket) {
      throw new TypeError('transport ws: there is no WebSocket here; pass that of the package ws');
    }
    this.timings = { ...TIMINGS, ...options.timings };
    this.transports = transport ? [transport] : TRANSPORTS.filter((one) => one !== 'ws' || WebSocket);
    this.means = {
      target: {
        base: `${url.replace(/\/+$/, '')}/api/v1/events/${encodeURIComponent(eventId)}`,
        query: { ...(view && { view }), ...(races && { races: races.join(',') }) },
        // Not the function itself: browsers' fetch wants to be called on its window.
        fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      },
      WebSocket,
      pollMs: this.timings.pollMs,
    };
    this.state = state ?? null;
    if (state) this.phase = 'catching-up';
    this.id = (state && since) ?? null;
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
        this.heard(use);
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
    clearTimeout(this.climbTimer);
    this.stopProbe?.();
    this.stopProbe = null;
    this.asking?.abort();
    use?.link?.close();
    if (!use?.isProven || !use.isSettled || Date.now() - use.startedAt < GOOD_MS) return;
    this.attempt = 0;
    this.climbs = 0;
    this.isClimbDue = true;
  }

  private heard(use: Use): void {
    this.heardAt = Date.now();
    if (use.isSettled) {
      this.watch(this.patienceMs(use));
      return;
    }
    this.show(this.state ? 'catching-up' : 'connecting', use.transport);
    this.watch(use.since === null ? this.timings.silentMs : this.timings.settleMs);
  }

  private take(use: Use, message: LiveMessage): void {
    if (message.type === 'refresh' && message.id !== this.refreshedBy) {
      this.refreshedBy = message.id;
      void this.readAnew();
      return;
    }
    const now = Date.now();
    if (message.type === 'full' || now > use.replayUntil) this.clock.heard(message.at);
    if (use.replayUntil === Infinity) use.replayUntil = now + REPLAY_MS;
    this.hold(message);
    // Whoever was told may have closed this.
    if (this.use === use) this.settle(use);
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
    this.planClimb();
    this.show(use.transport === 'poll' ? 'polling' : 'live', use.transport);
  }

  /** How long this connection may be silent before it is doubted. */
  private patienceMs({ transport, isProven, trustMs }: Use): number {
    const { pollMs, silentMs, quietMs, racingQuietMs } = this.timings;
    if (transport === 'poll') return pollMs + silentMs;
    const isRacing = this.state && 'oncourse' in this.state && this.state.oncourse.length > 0;
    const quiet = isRacing ? racingQuietMs : quietMs;
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
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const { silentMs, settleMs } = this.timings;
    const timer = setTimeout(() => {
      asking.abort();
    }, silentMs);
    const answer = await askPoll(this.means.target, before, 0, asking.signal);
    clearTimeout(timer);
    // In the meantime it was left, asked about again, or spoke for itself.
    if (this.use !== use || this.asking !== asking || this.id !== before) return;
    if (!Array.isArray(answer)) {
      // Where there is no room for a question, a connection that looks open is believed.
      if (answer.kind === 'later') this.believe(use);
      else {
        if (answer.kind === 'lost') this.show('offline', null);
        this.fail(answer);
      }
      return;
    }
    this.heardAt = Date.now();
    if (answer.length === 0) {
      this.believe(use);
      return;
    }
    // It may be on its way this very moment.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.id !== before) return;
      this.fail(lost(new Error(`${use.transport}: it did not bring what there is`)));
    }, settleMs);
  }

  private believe(use: Use): void {
    if (use.isSettled) use.trustMs *= 2;
    this.settle(use);
    this.watch(this.patienceMs(use));
  }

  /** The connection in use is no more. */
  private fail(end: LinkEnd): void {
    const { use } = this;
    if (!use) return;
    this.leave();
    const { backoffMs, maxBackoffMs } = this.timings;
    if (end.kind === 'end') {
      void this.finish(end);
      return;
    }
    const waitMs = backoff(this.attempt, backoffMs, maxBackoffMs);
    if (end.kind === 'later') {
      if (!use.isSettled) this.rung = 0;
      this.notBefore = Date.now() + end.afterMs;
      this.comeBack(end.afterMs + waitMs, !use.isSettled);
      return;
    }
    this.emitter.emit('error', end.error);
    // Whoever was told may have closed this.
    if (this.isEnded) return;
    if (use.isProven && use.isSettled) this.comeBack(waitMs, false);
    else if (this.rung + 1 < this.transports.length) {
      this.rung += 1;
      this.connect();
    } else {
      this.rung = 0;
      this.comeBack(waitMs, true);
    }
  }

  private comeBack(waitMs: number, isOffline: boolean): void {
    this.attempt += 1;
    if (isOffline) this.show('offline', null);
    else if (this.phase !== 'offline') this.show(this.state ? 'catching-up' : 'connecting', null);
    this.timer = setTimeout(() => {
      this.connect();
    }, waitMs);
  }

  /** The device may have slept: reconnects at once, unless the connection is plainly well. */
  private wake(): void {
    const { use } = this;
    const now = Date.now();
    if (this.isEnded || now < this.notBefore) return;
    this.climbs = 0;
    this.isClimbDue = true;
    if (use && now - Math.max(use.startedAt, this.heardAt ?? 0) < FRESH_MS) {
      if (!use.isSettled) return;
      void this.check(use);
      this.planClimb();
      return;
    }
    this.attempt = 0;
    this.connect();
  }

  /** Where a lesser transport is in use, sets the time to try the better ones again. */
  private planClimb(): void {
    clearTimeout(this.climbTimer);
    if (this.rung === 0) return;
    const { climbMs, maxClimbMs, climbBackMs } = this.timings;
    const ms = this.isClimbDue ? climbBackMs : Math.min(maxClimbMs, climbMs * 2 ** this.climbs);
    this.isClimbDue = false;
    // Spread, for many were made to leave it in the same second.
    this.climbTimer = setTimeout(
      () => {
        this.climbs += 1;
        this.stopProbe?.();
        this.stopProbe = probe(
          this.transports.slice(0, this.rung),
          this.means,
          this.timings.silentMs,
          (found) => {
            this.stopProbe = null;
            if (found === null) {
              this.planClimb();
              return;
            }
            this.rung = this.transports.indexOf(found);
            this.connect();
          },
        );
      },
      ms * (0.75 + Math.random() / 2),
    );
  }

  /** Follows a `refresh`: reads the snapshot, and goes on from there. */
  private async readAnew(): Promise<void> {
    this.leave();
    this.show(this.state ? 'catching-up' : 'connecting', null);
    const asking = new AbortController();
    this.asking = asking;
    // Without a snapshot the stream itself begins with one.
    const full = await this.readSnapshot(asking);
    if (this.asking !== asking || this.isEnded) return;
    if (full) this.hold(full);
    else this.id = null;
    this.connect();
  }

  private async readSnapshot(asking: AbortController): Promise<LiveMessage | null> {
    const timer = setTimeout(() => {
      asking.abort();
    }, this.timings.silentMs);
    try {
      const { target } = this.means;
      const response = await target.fetch(addressOf(target, 'snapshot'), {
        signal: asking.signal,
        cache: 'no-cache',
      });
      return response.status === 200 ? messageOf(await response.text()) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Over for good. An event whose results became official unseen is read once more. */
  private async finish({ reason, isOfficial = false }: LinkEnd & { kind: 'end' }): Promise<void> {
    if (isOfficial && this.state?.event.status !== 'official') {
      const asking = new AbortController();
      this.asking = asking;
      const full = await this.readSnapshot(asking);
      if (this.asking !== asking || this.isEnded) return;
      if (!full) {
        this.comeBack(backoff(this.attempt, this.timings.backoffMs, this.timings.maxBackoffMs), true);
        return;
      }
      this.hold(full);
    }
    this.stopWakeUps();
    this.reason = reason;
    this.show('ended', null);
    this.emitter.emit('end', reason);
  }

  private get isEnded(): boolean {
    return this.phase === 'ended';
  }

  private show(phase: LiveStatus['phase'], transport: Transport | null): void {
    if (phase === this.phase && transport === this.transport) return;
    this.phase = phase;
    this.transport = transport;
    this.emitter.emit('status', this.status);
  }
}
