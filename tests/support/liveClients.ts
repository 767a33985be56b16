import { EventSource } from 'eventsource';
import { WebSocket, type ClientOptions } from 'ws';
import { apply, type LiveMessage } from '../../lib/domain/apply';
import type { Snapshot } from '../../lib/domain/views';

/** The wire forms, by what a client asks for. */
export const WS_FORMS = {
  'ws plain': { perMessageDeflate: false },
  'ws deflated': {},
  'ws deflated without history': { perMessageDeflate: { serverNoContextTakeover: true } },
} satisfies Record<string, ClientOptions>;
export const SSE_FORMS = { 'SSE plain': 'identity', 'SSE gzip': 'gzip' } as const;

/** A message as it arrives. */
export type ReceivedMessage = LiveMessage;

/** What someone who has come back is told once. */
interface CurrentMessage {
  type: 'current';
  id: string;
}

/** What a text says, and the state after it. */
type Read = (
  state: Snapshot | null,
  text: string,
) => { message: ReceivedMessage | CurrentMessage; state: Snapshot | null };

let read: Read = (state, text) => {
  const message = JSON.parse(text) as ReceivedMessage | CurrentMessage;
  return { message, state: message.type === 'current' ? state : apply(state, message) };
};

/** How many texts are remembered with what they led to. */
const SHARED_TEXTS = 500;

/** From here on clients that hold the same state and get the same text share what becomes of it: for thousands of them. */
export function shareStates(): void {
  const each = read;
  const known = new Map<string, { before: Snapshot | null; outcome: ReturnType<Read> }[]>();
  read = (before, text) => {
    const outcomes = known.get(text) ?? [];
    const shared = outcomes.find((one) => one.before === before);
    if (shared) return shared.outcome;
    const outcome = each(before, text);
    known.set(text, [...outcomes, { before, outcome }]);
    const [oldest] = known.keys();
    if (known.size > SHARED_TEXTS && oldest !== undefined) known.delete(oldest);
    return outcome;
  };
}

/** What every live client of the tests has in common: what it got, and the state it holds by it. */
export abstract class LiveClient {
  readonly messages: ReceivedMessage[] = [];
  /** Where it was told that nothing is missing any more. */
  readonly currents: string[] = [];
  /** The same as the text that came. */
  readonly texts: string[] = [];
  state: Snapshot | null = null;
  /** How the stream ended: `code reason` for ws, `event reason` for SSE; null while it lasts. */
  ending: string | null = null;
  private waiting: { until: () => boolean; resolve: () => void }[] = [];

  get lastId(): string | undefined {
    return this.messages.at(-1)?.id;
  }

  /** Waits until `condition` holds of this client; jest's timeout is the limit. */
  until(condition: (client: this) => boolean): Promise<void> {
    const holds = () => condition(this);
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ until: holds, resolve }));
  }

  abstract close(): void;

  protected receive(text: string): void {
    const { message, state } = read(this.state, text);
    if (message.type === 'current') {
      this.currents.push(message.id);
      this.settle();
      return;
    }
    this.texts.push(text);
    this.messages.push(message);
    this.state = state;
    this.settle();
  }

  protected endedWith(ending: string): void {
    this.ending ??= ending;
    this.settle();
  }

  private settle(): void {
    const held = this.waiting.filter(({ until }) => until());
    this.waiting = this.waiting.filter((one) => !held.includes(one));
    for (const { resolve } of held) resolve();
  }
}

const query = (options: { since?: string | undefined; query?: string | undefined }): string => {
  const parts = [options.query ?? '', options.since === undefined ? '' : `since=${options.since}`].filter(
    Boolean,
  );
  return parts.length > 0 ? `?${parts.join('&')}` : '';
};

/** Where to connect, and from where on. `query` is for views, for example `races=A,B`. */
export interface LiveTarget {
  url: string;
  eventId: string;
  since?: string | undefined;
  query?: string;
}

/** A scoreboard on WebSocket. */
export class WsClient extends LiveClient {
  readonly socket: WebSocket;

  constructor(target: LiveTarget, options: ClientOptions = {}) {
    super();
    const { url, eventId } = target;
    const address = `${url.replace('http', 'ws')}/api/v1/events/${eventId}/ws${query(target)}`;
    this.socket = new WebSocket(address, options);
    this.socket.on('message', (data) => {
      this.receive((data as Buffer).toString());
    });
    this.socket.on('close', (code, reason) => {
      this.endedWith(`${code} ${reason.toString()}`);
    });
    this.socket.on('error', (error) => {
      this.endedWith(`error ${error.message}`);
    });
  }

  close(): void {
    this.socket.close();
  }
}

/** A phone on Server-Sent Events, with the standard EventSource. */
export class SseClient extends LiveClient {
  readonly source: EventSource;

  constructor(target: LiveTarget, encoding: string = SSE_FORMS['SSE gzip']) {
    super();
    const { url, eventId } = target;
    this.source = new EventSource(`${url}/api/v1/events/${eventId}/sse${query(target)}`, {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, 'Accept-Encoding': encoding } }),
    });
    this.source.onmessage = (event) => {
      this.receive(event.data as string);
    };
    this.source.addEventListener('current', (event) => {
      this.receive(event.data as string);
    });
    for (const name of ['end', 'busy']) {
      this.source.addEventListener(name, (event) => {
        this.source.close();
        this.endedWith(`${name} ${event.data as string}`);
      });
    }
    this.source.onerror = (error) => {
      if (this.source.readyState === EventSource.CLOSED) this.endedWith(`error ${error.code ?? ''}`);
    };
  }

  close(): void {
    this.source.close();
  }
}

/** A client behind a proxy that passes neither: asks again and again. */
export class PollClient extends LiveClient {
  private readonly abort = new AbortController();
  private cursor: string | undefined;

  constructor(private readonly target: LiveTarget) {
    super();
    this.cursor = target.since;
    void this.run();
  }

  close(): void {
    this.abort.abort();
  }

  private async run(): Promise<void> {
    const { url, eventId } = this.target;
    const { signal } = this.abort;
    for (;;) {
      try {
        const search = query({ ...this.target, since: this.cursor });
        const response = await fetch(`${url}/api/v1/events/${eventId}/poll${search}`, {
          signal: this.abort.signal,
        });
        if (response.status !== 200) {
          this.endedWith(`status ${response.status}`);
          return;
        }
        const answer = (await response.json()) as { messages: unknown[]; id: string | null };
        for (const message of answer.messages) this.receive(JSON.stringify(message));
        this.cursor = answer.id ?? undefined;
      } catch (error) {
        if (!signal.aborted) this.endedWith(`error ${String(error)}`);
        return;
      }
    }
  }
}

/** Every form in which the live channel can be watched. */
export const FORMS: [name: string, connect: (target: LiveTarget) => LiveClient][] = [
  ...Object.entries(WS_FORMS).map(([name, options]): (typeof FORMS)[number] => [
    name,
    (target) => new WsClient(target, options),
  ]),
  ...Object.entries(SSE_FORMS).map(([name, encoding]): (typeof FORMS)[number] => [
    name,
    (target) => new SseClient(target, encoding),
  ]),
  ['long-poll', (target) => new PollClient(target)],
];
