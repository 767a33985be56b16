import type { LiveMessage } from '../../domain/apply';

/** What is used of an answer. */
export interface FetchAnswer {
  status: number;
  headers: { get(name: string): string | null };
  body: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> } } | null;
  json(): Promise<unknown>;
  text(): Promise<string>;
}
/** What is used of `fetch`. */
export type FetchLike = (
  url: string,
  init: { signal: AbortSignal; cache: 'no-store' | 'no-cache' | 'default' },
) => Promise<FetchAnswer>;

/** Where and what to ask of the server. */
export interface Target {
  /** Address of the event's routes, without a slash at the end. */
  base: string;
  /** The view, as query parameters. */
  query: Record<string, string>;
  fetch: FetchLike;
}

/** The address of a route of the event. */
export function addressOf({ base, query }: Target, route: string, more: Record<string, string> = {}): string {
  const search = new URLSearchParams({ ...query, ...more }).toString();
  return `${base}/${route}${search && `?${search}`}`;
}

/** How a connection ended, unless it was closed from here. */
export type LinkEnd =
  /** For good. */
  | { kind: 'end'; reason: string; isOfficial?: boolean }
  /** The server says to come back, after this time if it named one. */
  | { kind: 'later'; afterMs: number }
  /** The network, or a transport that does not work here. */
  | { kind: 'lost'; error: Error };

/** Says once that everything that was missed has come: what is held is as of message `id`, at the time `at`. */
export interface Current {
  type: 'current';
  id: string;
  at: string;
}

export interface LinkHandlers {
  /** Any sign of life from the server. `isProof`: it came the way that messages come. */
  onHeard(isProof: boolean): void;
  onMessage(message: LiveMessage): void;
  /** Everything that was missed has come; with the server's word for it where there is one. */
  onCurrent(current?: Current): void;
  onEnd(end: LinkEnd): void;
}

/** One connection on one transport. `onEnd` comes once, nothing after it, and nothing at all after `close`. */
export interface Link {
  close(): void;
}

/** A message from its JSON; throws where that is damaged. */
export function messageOf(text: string): LiveMessage | Current {
  return checked(JSON.parse(text));
}

/** Whether what came is a message at all: captive portals answer anything with a page or JSON of their own. */
export function checked(value: unknown): LiveMessage | Current {
  const { type, id } = (value ?? {}) as Partial<LiveMessage>;
  if (typeof type !== 'string' || typeof id !== 'string') throw new Error('no message');
  return value as LiveMessage | Current;
}

/** Hands on what a stream brought; throws where it is damaged. */
export function deliver(text: string, handlers: LinkHandlers): void {
  const message = messageOf(text);
  if (message.type === 'current') handlers.onCurrent(message);
  else handlers.onMessage(message);
}

export const lost = (error: unknown): LinkEnd => ({
  kind: 'lost',
  error: error instanceof Error ? error : new Error('the connection broke', { cause: error }),
});
