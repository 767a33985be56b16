import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../lib/errors';
import type { Log } from './log';
import { networkOf } from './middleware/network';
import { variableOf, type StackSettings } from './settings';

type LimitName = 'maxConnectionsPerAddress' | 'maxConnectsPerAddress' | 'maxRequestsPerAddress';
type Limits = Pick<StackSettings, LimitName>;

/** Seconds in which connects and requests are counted, and between two lines of the log. */
const WINDOW_S = 60;
/** When one is let in again who holds too many connections is not known; it may ask after this many seconds. */
const RETRY_AFTER_S = 10;
/** Addresses that the log names. */
const MOST_NAMED = 5;

/** What an address holds. One listener for all its connections: each of their own would cost as much as they do. */
interface Held {
  connections: number;
  release: () => void;
}

/**
 * What one address may take of this process, so that a single one cannot take every place. IPv6 counts by /64. This very
 * machine is not counted: a proxy on it that was not named (`TRUST_PROXY`) would lock everybody out at once.
 */
export class AddressLimits {
  /** How often each limit was met. */
  readonly refused: Record<LimitName, number> = {
    maxConnectionsPerAddress: 0,
    maxConnectsPerAddress: 0,
    maxRequestsPerAddress: 0,
  };
  private readonly connects: RateLimiterMemory;
  private readonly requests: RateLimiterMemory;
  private readonly held = new Map<string, Held>();
  private readonly told = new Map<LimitName, { at: number; networks: Set<string> }>();

  constructor(
    private readonly limits: Limits,
    private readonly log: Log,
    private readonly addressOf: (request: IncomingMessage) => string,
  ) {
    this.connects = new RateLimiterMemory({ points: limits.maxConnectsPerAddress, duration: WINDOW_S });
    this.requests = new RateLimiterMemory({ points: limits.maxRequestsPerAddress, duration: WINDOW_S });
  }

  /** Counts a request. Throws 429 `TooManyFromAddress`. */
  request(request: IncomingMessage): Promise<void> {
    return this.count(this.requests, 'maxRequestsPerAddress', request);
  }

  /** Counts a new live connection. Throws 429 `TooManyFromAddress`. */
  connect(request: IncomingMessage): Promise<void> {
    return this.count(this.connects, 'maxConnectsPerAddress', request);
  }

  /** Takes a place for a live connection until `connection` says `close`. Answers the refusal where there is none left. */
  hold(request: IncomingMessage, connection: EventEmitter): AppError | null {
    const network = this.networkOf(request);
    if (network === null) return null;
    const held = this.held.get(network) ?? this.begin(network);
    if (held.connections >= this.limits.maxConnectionsPerAddress) {
      return this.refusal('maxConnectionsPerAddress', network, RETRY_AFTER_S);
    }
    held.connections += 1;
    connection.on('close', held.release);
    return null;
  }

  private begin(network: string): Held {
    const held: Held = {
      connections: 0,
      release: () => {
        held.connections -= 1;
        if (held.connections === 0) this.held.delete(network);
      },
    };
    this.held.set(network, held);
    return held;
  }

  private async count(limiter: RateLimiterMemory, name: LimitName, request: IncomingMessage): Promise<void> {
    const network = this.networkOf(request);
    if (network === null) return;
    try {
      await limiter.consume(network);
    } catch (limit) {
      if (!(limit instanceof RateLimiterRes)) throw limit;
      throw this.refusal(name, network, Math.max(1, Math.ceil(limit.msBeforeNext / 1_000)));
    }
  }

  /** Null for this machine, and for a client that has gone meanwhile. */
  private networkOf(request: IncomingMessage): string | null {
    const network = networkOf(this.addressOf(request));
    return network === '' || network.startsWith('127.') || network === LOOPBACK_6 ? null : network;
  }

  private refusal(name: LimitName, network: string, retryAfter: number): AppError {
    this.refused[name] += 1;
    this.tell(name, network);
    const limit = this.limits[name];
    const words: Record<LimitName, string> = {
      maxConnectionsPerAddress: `Your address has its ${limit} live connections already`,
      maxConnectsPerAddress: `Your address has opened ${limit} live connections within a minute`,
      maxRequestsPerAddress: `Your address has asked ${limit} times within a minute`,
    };
    const message = `${words[name]}; try again in ${retryAfter} s.`;
    return new AppError(429, 'TooManyFromAddress', message, { retryAfter });
  }

  /** One line a minute for each limit, with the addresses that have met it since the one before. */
  private tell(name: LimitName, network: string): void {
    const now = performance.now();
    const told = this.told.get(name) ?? { at: -Infinity, networks: new Set<string>() };
    this.told.set(name, told);
    if (told.networks.size < MOST_NAMED) told.networks.add(network);
    if (now - told.at < WINDOW_S * 1_000) return;
    this.log.warn(
      { networks: [...told.networks], refused: this.refused[name] },
      `${variableOf(name)} is met; where that is a proxy, name it in TRUST_PROXY`,
    );
    this.told.set(name, { at: now, networks: new Set() });
  }
}

/** What `::1` is counted by. */
const LOOPBACK_6 = networkOf('::1');
