/**
 * The live state of an event, for a page.
 *
 *   const feed = await openLive(eventId, { races });   // resolves with the first state, which the shell preloads
 *   const { state, status } = useLive(feed);           // draws again with every message
 *   useMessages(feed, (now, before) => …);             // what changed: finishers, starts, leaders
 *   feed.serverNow(); feed.runningTime(entry);         // clocks; see RunClocks
 *
 * A page opens one feed and keeps it; `feed.close()` ends it.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { connectLive, type LiveState, type LiveStatus } from '../../../lib/client';
import type { PublicOnCourseEntry } from '../../../lib/domain/views';
import { RunClocks } from './RunClocks';

export type { LiveState, LiveStatus };

/** Told of each change with the state before it. */
export type MessageListener = (now: LiveState, before: LiveState) => void;

export interface LiveFeed {
  readonly eventId: string;
  readonly state: LiveState;
  readonly status: LiveStatus;
  /** Milliseconds since 1970 by the server's clock; to the second until the first message has come. */
  serverNow: () => number;
  /** Running time in hundredths of somebody on the course; null at the start, without a time, or in the finish. */
  runningTime: (entry: PublicOnCourseEntry) => number | null;
  onChange: (listener: () => void) => () => void;
  onMessage: (listener: MessageListener) => () => void;
  close: () => void;
}

/** There is no such event (any more), or the public may not see it. */
export class NoSuchEvent extends Error {}

interface FullMessage {
  id: string;
  at: string;
  data: LiveState;
}

/** The address of the snapshot; with the very text that the shell preloads. */
export const snapshotUrl = (eventId: string): string =>
  `/api/v1/events/${encodeURIComponent(eventId)}/snapshot`;

/** How far this device's clock is ahead of the server's, by an answer's headers; ms. */
function clockAheadMs(headers: Headers): number {
  const at = Date.parse(headers.get('date') ?? '') + Number(headers.get('age') ?? 0) * 1_000;
  return Number.isNaN(at) ? 0 : Date.now() - at;
}

async function fetchSnapshot(eventId: string): Promise<{ first: FullMessage; aheadMs: number }> {
  const response = await fetch(snapshotUrl(eventId));
  if (response.status === 404) throw new NoSuchEvent(eventId);
  if (!response.ok) throw new Error(`the snapshot answered ${response.status}`);
  return { aheadMs: clockAheadMs(response.headers), first: (await response.json()) as FullMessage };
}

/**
 * Reads the snapshot and stays connected from there on.
 * @throws NoSuchEvent where there is nothing to show; another Error where the server could not be reached
 */
export async function openLive(eventId: string, { races }: { races?: string[] } = {}): Promise<LiveFeed> {
  const { first, aheadMs } = await fetchSnapshot(eventId);
  const connection = connectLive({
    url: location.origin,
    eventId,
    since: first.id,
    state: first.data,
    ...(races !== undefined && { races }),
  });
  let state = first.data;
  const clocks = new RunClocks();
  // Until a message has come this device's clock is all there is, and it may be minutes wrong.
  let knowsTime = false;
  clocks.observe(state.oncourse, Date.parse(first.at));

  const changes = new Set<() => void>();
  const messages = new Set<MessageListener>();
  const listenTo = <F>(listeners: Set<F>, listener: F): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  connection.on('state', (now, message) => {
    const before = state;
    state = now;
    knowsTime = true;
    clocks.observe(state.oncourse, Date.parse(message.at));
    for (const listener of messages) listener(now, before);
    for (const listener of changes) listener();
  });
  connection.on('status', () => {
    for (const listener of changes) listener();
  });

  return {
    eventId,
    get state() {
      return state;
    },
    get status() {
      return connection.status;
    },
    // A timing that is silent sends no message to know the time by: until one comes, it is that of the snapshot's answer.
    serverNow: () => (knowsTime ? connection.serverNow() : Date.now() - aheadMs),
    // Without a connection nobody knows whether the boat is still on its way: the clock stops.
    runningTime: (entry) => {
      const isKnown = knowsTime && connection.status.phase !== 'offline';
      return clocks.runningTime(entry, isKnown ? connection.serverNow() : null);
    },
    onChange: (listener) => listenTo(changes, listener),
    onMessage: (listener) => listenTo(messages, listener),
    close: () => {
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
