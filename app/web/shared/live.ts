/**
 * The live state of an event, for a page.
 *
 *   const feed = await openLive(eventId, first);       // with the state that the HTML has, else with the snapshot
 *   const { state, status } = useLive(feed);           // draws again with every message
 *   useMessages(feed, (now, before) => …);             // what changed: finishers, starts, leaders
 *   feed.serverNow(); feed.runningTime(entry);         // clocks; see RunClocks
 *   feed.show(['K1M_BR1_6']); feed.show('all');        // of which races rows are needed from now on
 *
 * A page opens one feed and keeps it; `feed.close()` ends it.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { connectLive, type LiveMessage, type LiveStatus } from '../../../lib/client';
import type { PublicOnCourseEntry, Snapshot } from '../../../lib/domain/views';
import { MAX_BACKOFF_MS } from './comeBack';
import { partOf, type FirstState } from './firstState';
import type { KeptState } from './kept';
import type { LiveState, Part } from './part';
import { pagePrefix } from './prefix';
import type { Replay } from './replayFeed';
import { RunClocks } from './RunClocks';

export type { LiveState, LiveStatus };

/** Told of each change with the state before it. */
export type MessageListener = (now: LiveState, before: LiveState) => void;

export interface LiveFeed {
  /** What stands before every address of the server, see `pagePrefix`. */
  readonly prefix: string;
  readonly eventId: string;
  /** Where what is shown was before; absent where it is now. */
  readonly replay?: Replay;
  readonly state: LiveState;
  readonly status: LiveStatus;
  /** Of the message that the state is as of; what comes later follows from it. */
  readonly cursor: string;
  /** Milliseconds since 1970 by the server's clock, less the page's delay; to the second until the first message has come. */
  serverNow: () => number;
  /** Running time in hundredths of somebody on the course; null at the start, without a time, or in the finish. */
  runningTime: (entry: PublicOnCourseEntry) => number | null;
  /** Whether the rows of a race are held or on their way. */
  shows: (raceId: string) => boolean;
  /** Holds the rows of these races from now on; `all` is for good. They come with the next `full`. */
  show: (races: readonly string[] | 'all') => void;
  onChange: (listener: () => void) => () => void;
  onMessage: (listener: MessageListener) => () => void;
  close: () => void;
}

/** There is no such event (any more), or the public may not see it. */
export class NoSuchEvent extends Error {}

/** The address of the snapshot; with the very text that the shell preloads. */
export const snapshotUrl = (eventId: string): string =>
  `${pagePrefix()}/api/v1/events/${encodeURIComponent(eventId)}/snapshot`;

interface First {
  message: FirstState['message'];
  /** Null where the rows of all races are there. */
  part: Part | null;
  /** How far this device's clock is ahead of the server's, as far as it is known; ms. */
  aheadMs: number;
  /** When it was known to be so, by this device's clock; null for now. */
  knownAt: number | null;
}

/** The longest delay that is taken, in seconds. */
const MAX_DELAY_S = 120;

/** `?delay=` of a page's address, in milliseconds; what is not understood counts as none. */
export function delayOf(query: URLSearchParams): number {
  const seconds = Number(query.get('delay') ?? 0);
  return seconds > 0 ? Math.min(seconds, MAX_DELAY_S) * 1_000 : 0;
}

/** How far this device's clock is ahead of the server's, by an answer's headers; ms. */
function clockAheadMs(headers: Headers): number {
  const at = Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1_000;
  return Number.isNaN(at) ? 0 : Date.now() - at;
}

async function fetchSnapshot(eventId: string): Promise<First> {
  const response = await fetch(snapshotUrl(eventId));
  if (response.status === 404) throw new NoSuchEvent(eventId);
  if (!response.ok) throw new Error(`the snapshot answered ${response.status}`);
  const message = (await response.json()) as FirstState['message'];
  return { message, part: null, aheadMs: clockAheadMs(response.headers), knownAt: null };
}

/** The state that came with the HTML. The clock is known with the first word of the stream. */
function given(first: FirstState | KeptState): First {
  const { message, races, begun } = first;
  // A page that came from this device, too, is of an earlier time.
  const knownAt = 'knownAt' in first ? first.knownAt : Date.parse(message.at);
  return { message, part: races && partOf({ races, begun }), aheadMs: 0, knownAt };
}

/** Whether a state has the lists of all that a view names; else it is still of the one before. Null is every race. */
const fills = ({ races, results }: LiveState, view: readonly string[] | null): boolean =>
  races.every(({ raceId }) => view?.includes(raceId) === false || results[raceId] !== undefined);

/**
 * Stays connected from the first state on: the one that is given, else the snapshot, which it reads.
 * @throws NoSuchEvent where there is nothing to show; another Error where the server could not be reached
 */
export async function openLive(
  eventId: string,
  first: FirstState | KeptState | null = null,
): Promise<LiveFeed> {
  const {
    message: opening,
    part: firstPart,
    aheadMs,
    knownAt,
  } = first ? given(first) : await fetchSnapshot(eventId);
  let part = firstPart;
  const partial = (whole: LiveState): LiveState => (part === null ? whole : { ...whole, part });
  /** Of which races rows are asked for; null for all. */
  let view: string[] | null = part && [...part.held];
  let state = partial(opening.data);
  const clocks = new RunClocks();
  // Until a message has come this device's clock is all there is, and it may be minutes wrong.
  let knowsTime = false;
  let wasCurrent = false;
  clocks.observe(state.oncourse, Date.parse(opening.at));

  const changes = new Set<() => void>();
  const messages = new Set<MessageListener>();
  const listenTo = <F>(listeners: Set<F>, listener: F): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const query = new URLSearchParams(location.search);
  const board = query.get('board');
  const connection = connectLive({
    ...{ url: location.origin + pagePrefix(), eventId, since: opening.id, state: opening.data },
    ...(view && { races: view }),
    ...(board && { board }),
    timings: { maxBackoffMs: MAX_BACKOFF_MS },
    as: query.has('preview') ? 'control' : document.getElementById('app')?.dataset.page,
  });
  // As late as the picture that the page is shown beside, from connection to connection.
  const delayMs = delayOf(query);
  let isClosed = false;
  const take = (now: Snapshot, message: LiveMessage): void => {
    if (isClosed) return;
    const before = state;
    knowsTime = true;
    if (message.type === 'full' && fills(now, view)) {
      part = part && view && { held: new Set(view), begun: part.begun };
    }
    state = partial(now);
    clocks.observe(state.oncourse, Date.parse(message.at));
    for (const listener of messages) listener(state, before);
    for (const listener of changes) listener();
  };
  connection.on('state', (now, message) => {
    if (delayMs === 0) take(now, message);
    else setTimeout(take, delayMs, now, message);
  });
  connection.on('status', ({ phase }) => {
    wasCurrent ||= phase === 'live' || phase === 'polling';
    // A stream that is current has said when, if nothing else.
    knowsTime ||= phase === 'live';
    for (const listener of changes) listener();
  });

  return {
    prefix: pagePrefix(),
    eventId,
    get state() {
      return state;
    },
    get status(): LiveStatus {
      const { status } = connection;
      // Of a page that has heard nothing yet what it began with is as old as it is.
      if (status.phase === 'offline' && status.heardAt === null) return { ...status, heardAt: knownAt };
      // A page that has just begun has missed nothing that it knows of.
      return status.phase === 'catching-up' && !wasCurrent ? { ...status, phase: 'connecting' } : status;
    },
    get cursor() {
      return connection.id ?? opening.id;
    },
    // A timing that is silent sends no message to know the time by: until one comes, it is that of the snapshot's answer.
    serverNow: () => (knowsTime ? connection.serverNow() : Date.now() - aheadMs) - delayMs,
    // Without a connection nobody knows whether the boat is still on its way: the clock stops.
    runningTime: (entry) => {
      const isKnown = knowsTime && connection.status.phase !== 'offline';
      return clocks.runningTime(entry, isKnown ? connection.serverNow() - delayMs : null);
    },
    shows: (raceId) => view?.includes(raceId) ?? true,
    show: (races) => {
      if (view === null) return;
      view = races === 'all' ? null : [...races];
      connection.show(view === null ? {} : { races: view });
    },
    onChange: (listener) => listenTo(changes, listener),
    onMessage: (listener) => listenTo(messages, listener),
    close: () => {
      isClosed = true;
      connection.close();
    },
  };
}

/** The state and the connection's status; whoever uses it is drawn again when either changes. */
export function useLive(feed: LiveFeed): { state: LiveState; status: LiveStatus } {
  const [, setDrawn] = useState(0);
  useEffect(
    () =>
      feed.onChange(() => {
        setDrawn((drawn) => drawn + 1);
      }),
    [feed],
  );
  return { state: feed.state, status: feed.status };
}

/** Calls `listener` with every message's state and the one before. */
export function useMessages(feed: LiveFeed, listener: MessageListener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(
    () =>
      feed.onMessage((now, before) => {
        latest.current(now, before);
      }),
    [feed],
  );
}
