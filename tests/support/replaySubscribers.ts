import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, type ClientOptions } from 'ws';
import { LiveClient, SSE_FORMS, WS_FORMS, type LiveTarget } from './liveClients';

/**
 * How long an answer may take, in milliseconds; a poll waits for 25 s. When a worker of a cluster is killed, Node's first process keeps
 * connections open, and never answers them, that it was just handing over.
 */
const PATIENCE_MS = 40_000;
/** How soon these clients come back, in milliseconds. */
const RETURN_MS = 40;

/** A client that comes back with its last id whenever its connection is lost. */
export interface Resuming extends LiveClient {
  /** How often it came back with an id. */
  readonly resumptions: number;
  /** Loses the connection now and comes back `awayMs` later. */
  cut(awayMs: number): void;
}

/** A scoreboard that resumes with `since`. */
export class ResumingWs extends LiveClient implements Resuming {
  resumptions = 0;
  private socket: WebSocket | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly target: LiveTarget,
    private readonly options: ClientOptions,
  ) {
    super();
    this.connect();
  }

  /** Reads nothing until it is told to read on; what comes waits in the network. */
  hold(isHeld: boolean): void {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (isHeld) socket.pause();
    else socket.resume();
  }

  cut(awayMs: number): void {
    const { socket } = this;
    this.socket = null;
    socket?.terminate();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.connect();
    }, awayMs);
  }

  close(): void {
    const { socket } = this;
    this.socket = null;
    clearTimeout(this.timer);
    socket?.terminate();
  }

  private connect(): void {
    const { url, eventId } = this.target;
    const since = this.lastId === undefined ? '' : `?since=${this.lastId}`;
    const address = `${url.replace('http', 'ws')}/api/v1/events/${eventId}/ws${since}`;
    const socket = new WebSocket(address, { ...this.options, handshakeTimeout: PATIENCE_MS });
    this.socket = socket;
    socket.on('open', () => {
      if (since) this.resumptions += 1;
    });
    socket.on('message', (data) => {
      // What still comes on a connection that was given up counts as lost.
      if (socket === this.socket) this.receive((data as Buffer).toString());
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket === this.socket) this.cut(RETURN_MS);
    });
  }
}

/** One that fetches again and again until it is closed, each time from its last id on. */
abstract class Fetching extends LiveClient implements Resuming {
  resumptions = 0;
  private connection = new AbortController();
  private late: NodeJS.Timeout | undefined;
  private awayMs = RETURN_MS;
  private isClosed = false;

  constructor(protected readonly target: LiveTarget) {
    super();
    // Not before the fields of whoever extends this are there.
    queueMicrotask(() => void this.run());
  }

  /** To be called when an answer has begun. */
  protected answered(): void {
    clearTimeout(this.late);
  }

  /** Takes what one answer holds. */
  protected abstract read(signal: AbortSignal): Promise<void>;

  cut(awayMs: number): void {
    this.awayMs = awayMs;
    this.connection.abort();
  }

  close(): void {
    this.isClosed = true;
    this.connection.abort();
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      this.connection = new AbortController();
      const { connection } = this;
      this.late = setTimeout(() => {
        connection.abort();
      }, PATIENCE_MS);
      try {
        await this.read(connection.signal);
      } catch {
        // Cut off, killed, or not yet back: it comes back all the same.
      }
      clearTimeout(this.late);
      await sleep(this.awayMs);
      this.awayMs = RETURN_MS;
    }
  }
}

/** A phone that resumes with `Last-Event-ID`; unlike EventSource it can be cut off, and returns at once. */
export class ResumingSse extends Fetching {
  constructor(
    target: LiveTarget,
    private readonly encoding: string,
  ) {
    super(target);
  }

  protected async read(signal: AbortSignal): Promise<void> {
    const { url, eventId } = this.target;
    const { lastId } = this;
    const headers = {
      'Accept-Encoding': this.encoding,
      ...(lastId !== undefined && { 'Last-Event-ID': lastId }),
    };
    const response = await fetch(`${url}/api/v1/events/${eventId}/sse`, { headers, signal });
    this.answered();
    if (response.status !== 200 || !response.body) throw new Error(`status ${response.status}`);
    if (lastId !== undefined) this.resumptions += 1;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body) {
      if (signal.aborted) return;
      const events = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      // An event that the connection's end cut short is none.
      text = events.pop() ?? '';
      for (const event of events) this.take(event);
    }
  }

  private take(event: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1];
    const data = field('data');
    if (data === undefined || field('event') !== undefined) return;
    this.receive(data);
    if (field('id') !== this.lastId) throw new Error('the id of the event is not that of its message');
  }
}

/** A program that asks again and again, each time with the last id. */
export class ResumingPoll extends Fetching {
  protected async read(signal: AbortSignal): Promise<void> {
    const { url, eventId } = this.target;
    const { lastId } = this;
    const since = lastId === undefined ? '' : `?since=${lastId}`;
    const response = await fetch(`${url}/api/v1/events/${eventId}/poll${since}`, { signal });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const { messages } = (await response.json()) as { messages: unknown[] };
    if (lastId !== undefined) this.resumptions += 1;
    for (const message of messages) this.receive(JSON.stringify(message));
  }
}

type Form = (target: LiveTarget) => Resuming;

/** The forms of the live channel that stay open. */
export const STREAMS: readonly Form[] = [
  ...Object.values(WS_FORMS).map(
    (options): Form =>
      (target) =>
        new ResumingWs(target, options),
  ),
  ...Object.values(SSE_FORMS).map(
    (encoding): Form =>
      (target) =>
        new ResumingSse(target, encoding),
  ),
];

/** One of each form in which the live channel can be watched. */
export const everyForm = (target: LiveTarget): Resuming[] => [
  ...STREAMS.map((form) => form(target)),
  new ResumingPoll(target),
];
