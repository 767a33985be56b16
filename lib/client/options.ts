import type { LiveMessage, LiveState } from '../domain/apply';
import type { FetchLike } from './transports/link';
import type { WebSocketConstructor } from './transports/ws';

/** The ways in which messages come, the best first. */
export const TRANSPORTS = ['ws', 'sse', 'poll'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** How much of an event is wanted. */
export interface LiveView {
  /** Only the event, its classes and races: no results, start lists and on-course list. Default: everything. */
  view?: 'structure';
  /** Results and start lists of these races only. Default: of all. */
  races?: string[];
}

/** What {@link connectLive} is told. */
export interface LiveOptions extends LiveView {
  /** Address of the server, for example `location.origin`. */
  url: string;
  eventId: string;
  /** Resume after this message, with the `state` as of it; without a `state` it means nothing. */
  since?: string;
  /** What the caller already holds, for example a snapshot that it has read; with `since`. */
  state?: LiveState;
  /** The event's board token: lets a board in where all places are taken. */
  board?: string | undefined;
  /** What it is watched with, for the organiser's count: event, board, speaker, embed or control. */
  as?: string | undefined;
  /** Uses this transport and no other. Default: the best one that works. */
  transport?: Transport;
  /** For Node 20, which has none of its own: that of the package ws. Default: the global one. */
  WebSocket?: WebSocketConstructor;
  /** Default: the global one. */
  fetch?: FetchLike;
  /** Other times than the usual ones; tests are in a hurry. */
  timings?: Partial<Timings>;
}

/** How long the client waits for what; milliseconds. */
export interface Timings {
  /**
   * For a connection to open, for the first sign of life on it, and for each further one until it is up to date. After
   * that the next transport is tried, or the server is asked whether there is anything.
   */
  silentMs: number;
  /** How long news that such a question has brought to light may still be on its way. */
  graceMs: number;
  /** Silence after which a connection is doubted, and asked about; servers send a sign of life every 15 s (SSE) or 30 s (ws). */
  quietMs: number;
  /** The same while nobody races: the start list is out, or the last one has finished. */
  idleQuietMs: number;
  /** The same while someone is on the course, when there is news every second or two. */
  racingQuietMs: number;
  /** First try of a better transport than the one in use; twice that for each further try. */
  climbMs: number;
  /** The longest time between two such tries. */
  maxClimbMs: number;
  /** First try of a better transport that has worked before, or after a change of network. */
  climbBackMs: number;
  /** Bound of the first wait before a reconnect; twice that for each further one. */
  backoffMs: number;
  maxBackoffMs: number;
  /** How long the server may hold back the answer to a long-poll. */
  pollMs: number;
  /** Within which a `refresh` is followed, at random. */
  refreshMs: number;
  /** Heard this short a time ago, a connection is asked about and not left, whatever the device has been through. */
  freshMs: number;
  /** How often the clock is looked at; a step of `jumpMs` more than that is a device that has slept. */
  tickMs: number;
  jumpMs: number;
}

export const TIMINGS: Timings = {
  silentMs: 5_000,
  graceMs: 1_000,
  quietMs: 45_000,
  idleQuietMs: 180_000,
  racingQuietMs: 15_000,
  climbMs: 30_000,
  maxClimbMs: 600_000,
  climbBackMs: 5_000,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  pollMs: 25_000,
  refreshMs: 3_000,
  freshMs: 3_000,
  tickMs: 2_000,
  jumpMs: 8_000,
};

/** How it stands with the connection. */
export interface LiveStatus {
  /**
   * `connecting`: nothing is held yet. `catching-up`: connected (again), news since is on its way. `live`: up to
   * date on a stream. `polling`: up to date by asking again and again. `offline`: nothing works, tried again by
   * itself. `ended`: over for good, or closed.
   */
  phase: 'connecting' | 'catching-up' | 'live' | 'polling' | 'offline' | 'ended';
  transport: Transport | null;
  /** When anything was last heard from the server: local time, milliseconds since 1970. */
  heardAt: number | null;
  /** Why it ended. */
  reason?: string;
}

/** What listeners of each event are given. */
export interface LiveEvents {
  /** A message was applied. */
  state: [state: LiveState, message: LiveMessage];
  /** The phase or the transport is another; `heardAt` alone is not told. */
  status: [status: LiveStatus];
  /** Over for good: the event is official, deleted or unpublished. */
  end: [reason: string];
  /** What the server has to say about what was asked for: races that the event does not have are left out. Once. */
  notice: [text: string];
  /** Something went wrong that was, or will be, recovered from. */
  error: [error: Error];
}

/** A running connection to one event. */
export interface LiveConnection {
  /** What the event looks like now; null before the first message. */
  readonly state: LiveState | null;
  readonly status: LiveStatus;
  /** The id of the last message in `state`; with both another connection can go on from here. */
  readonly id: string | null;
  /** Now by the server's clock, in milliseconds since 1970; by the local one until a message has told. */
  serverNow(): number;
  /** Adds a listener; answers what removes it. */
  on<Name extends keyof LiveEvents>(event: Name, listener: (...args: LiveEvents[Name]) => void): () => void;
  /**
   * Changes the view. What is held stays, and is kept up to date, until a `full` of the new view takes its place, which
   * is told as `state`. After an official end that is read, too.
   */
  show(view: LiveView): void;
  /** Ends the connection, and every timer. Listeners are told nothing more. */
  close(): void;
}
