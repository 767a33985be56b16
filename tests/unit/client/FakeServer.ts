import { connectLive, type LiveConnection, type LiveMessage, type LiveOptions } from '../../../lib/client';
import type { FetchAnswer } from '../../../lib/client/transports/link';
import type { WebSocketConstructor } from '../../../lib/client/transports/ws';
import type { Snapshot } from '../../../lib/domain/views';

/** What a test says on a WebSocket that a client has opened. */
export class FakeSocket {
  isClosed = false;
  private readonly listeners = new Map<string, (event: object) => void>();

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.set(type, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.listeners.get('open')?.({ type: 'open' });
  }

  say(message: object): void {
    this.listeners.get('message')?.({ type: 'message', data: JSON.stringify(message) });
  }

  end(code: number, reason = ''): void {
    this.listeners.get('close')?.({ type: 'close', code, reason });
  }
}

/** A server of which a test decides every word; time is the test's, too: jest's fake timers. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  /** Every address that was fetched. */
  readonly asked: string[] = [];
  /** Answers what is fetched; by default never. */
  answer: (address: string) => object | null = () => null;
  private readonly connections: LiveConnection[] = [];

  constructor() {
    jest.useFakeTimers();
  }

  connect(options: Partial<LiveOptions> = {}): LiveConnection {
    const { sockets } = this;
    const WebSocket = class extends FakeSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    } as unknown as WebSocketConstructor;
    const connection = connectLive({
      url: 'http://live.example',
      eventId: 'SPRING',
      WebSocket,
      fetch: (address) => this.fetched(address),
      ...options,
    });
    this.connections.push(connection);
    return connection;
  }

  /** The newest WebSocket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no WebSocket was opened');
    return socket;
  }

  /** To be called after each test: ends its clients, and time is what it was. */
  close(): void {
    for (const connection of this.connections) connection.close();
    jest.useRealTimers();
  }

  private fetched(address: string): Promise<FetchAnswer> {
    this.asked.push(address.replace(/^.*\/SPRING\//, ''));
    const answer = this.answer(address);
    if (!answer) return new Promise(() => undefined);
    return Promise.resolve(new Response(JSON.stringify(answer)) as unknown as FetchAnswer);
  }
}

const at = (): string => new Date().toISOString();

/** A state with these races' results, all empty. */
export const stateOf = (...races: string[]): Snapshot =>
  ({
    event: { eventId: 'SPRING', status: 'running' },
    oncourse: [],
    results: Object.fromEntries(races.map((raceId) => [raceId, []])),
    startlists: {},
  }) as unknown as Snapshot;

export const full = (id: string, data = stateOf('A'), more: object = {}): LiveMessage => ({
  type: 'full',
  id,
  at: at(),
  data,
  ...more,
});
export const diff = (id: string, viewers = 1, time = at()): LiveMessage => ({
  type: 'diff',
  id,
  at: time,
  data: { viewers },
});
export const current = (id: string, time = at()) => ({ type: 'current', id, at: time });
export const refresh = (id: string): LiveMessage => ({ type: 'refresh', id, at: at() });
