import { WebSocket } from 'ws';
import {
  connectLive,
  type LiveMessage,
  type LiveOptions,
  type LiveStatus,
  type Timings,
} from '../../../lib/client';

/** Times for tests: what takes seconds in the field takes a tenth of one. */
export const HURRIED: Timings = {
  silentMs: 500,
  graceMs: 100,
  quietMs: 600,
  idleQuietMs: 600,
  racingQuietMs: 600,
  climbMs: 300,
  maxClimbMs: 600,
  climbBackMs: 100,
  backoffMs: 20,
  maxBackoffMs: 200,
  pollMs: 1_000,
  refreshMs: 50,
  freshMs: 200,
  tickMs: 2_000,
  jumpMs: 8_000,
};

/** A connection of the client library that remembers everything it was told. */
export class Follower {
  readonly messages: LiveMessage[] = [];
  readonly statuses: LiveStatus[] = [];
  readonly errors: Error[] = [];
  ended: string | null = null;
  readonly connection;
  private waiting: { until: () => boolean; resolve: () => void }[] = [];

  constructor(options: LiveOptions) {
    this.connection = connectLive({ WebSocket, timings: HURRIED, ...options });
    this.connection.on('state', (_state, message) => {
      this.messages.push(message);
      this.look();
    });
    this.connection.on('status', (status) => {
      this.statuses.push(status);
      this.look();
    });
    this.connection.on('end', (reason) => {
      this.ended = reason;
      this.look();
    });
    this.connection.on('error', (error) => {
      this.errors.push(error);
      this.look();
    });
  }

  get state() {
    return this.connection.state;
  }

  get status(): LiveStatus {
    return this.connection.status;
  }

  /** Without words of the timing, which come by the clock between all others. */
  get kinds(): string[] {
    const isTiming = (message: LiveMessage): boolean => message.type === 'diff' && 'timing' in message.data;
    return this.messages.filter((message) => !isTiming(message)).map(({ type }) => type);
  }

  get ids(): string[] {
    return this.messages.map(({ id }) => id);
  }

  /** Every phase that it went through, and on which transport. */
  get path(): string[] {
    return this.statuses.map(({ phase, transport }) => (transport ? `${phase} ${transport}` : phase));
  }

  /** Waits until `condition` holds; jest's timeout is the limit. */
  until(condition: (follower: this) => boolean): Promise<void> {
    const holds = () => condition(this);
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ until: holds, resolve }));
  }

  /** Waits until it is up to date, and with a state. */
  upToDate(): Promise<void> {
    return this.until(
      ({ state, status }) => state !== null && (status.phase === 'live' || status.phase === 'polling'),
    );
  }

  /** Waits until it holds what another one holds. */
  at(id: string | null | undefined): Promise<void> {
    return this.until(({ connection }) => connection.id === id);
  }

  close(): void {
    this.connection.close();
  }

  private look(): void {
    const held = this.waiting.filter(({ until }) => until());
    this.waiting = this.waiting.filter((one) => !held.includes(one));
    for (const { resolve } of held) resolve();
  }
}
