/** What the control page asks of the server; whoever may, may do the same with curl. */
import { TIMINGS } from '../../../lib/client/options';
import type { EventStatus } from '../../../lib/domain/lifecycle';
import type { EventDetails } from '../../../lib/domain/records';
import type { BoardSettings, PublicConfig, PublicTiming } from '../../../lib/domain/views';
import type { ViewerName } from '../../../lib/live/viewers';
import { pagePrefix } from '../shared/prefix';

export interface Session {
  role: 'administrator' | 'key' | null;
  eventId: string | null;
  /** False on this very machine, while there is no master password. */
  needsPassword: boolean;
}

export interface AdminEvent extends EventDetails {
  eventId: string;
  status: EventStatus;
  apiKey: string;
  boardToken: string;
  validity: { validFrom?: string; validUntil?: string };
  /** Whether the organiser entered when the key works; else it follows from the dates. */
  hasOwnValidity: boolean;
  isArchived: boolean;
}

export interface Feed {
  kind: 'xml' | 'results' | 'oncourse';
  heardAt: string | null;
  count: number;
  bytes: number | null;
  skipped: number | null;
  refusals: number;
  refusal: { at: string; error: string; message: string } | null;
}

export interface Feeds {
  now: string;
  timing: PublicTiming;
  feeds: Feed[];
}

export interface Config extends PublicConfig {
  mergeStrategy: 'live-first' | 'xml-first' | 'latest';
  hiddenRaces: string[];
}

export interface LogEntry {
  id: number;
  kind: 'create' | 'edit' | 'key' | 'status' | 'config' | 'refresh' | 'xml' | 'correct' | 'board';
  at: string;
  by: string | null;
  detail: unknown;
}

/** A board, open or led or both. */
export interface ControlledBoard {
  name: string;
  isOpen: boolean;
  hasToken: boolean | null;
  shown: {
    layout: string;
    rows: number | null;
    race: string | null;
    title: string | null;
    width: number;
    height: number;
  } | null;
  led: BoardSettings | null;
}

export interface Viewers {
  now: string;
  isCounted: boolean;
  viewers: number;
  kinds: { transport: string; viewer: ViewerName; count: number }[];
  history: { at: string; viewers: number }[];
  /** At the process that answered, since its start. */
  here: { deferred: number; slow: number; busy: number; refused: Record<string, number> };
}

/** What the server refused, in its words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Sends a request below `/api/v1`; throws {@link Refused}, or what `fetch` throws where the server is not there. */
export async function ask<T>(method: string, path: string, body?: object | Blob): Promise<T> {
  const isFile = body instanceof Blob;
  const response = await fetch(`${pagePrefix()}/api/v1${path}`, {
    method,
    cache: 'no-store',
    headers: {
      'X-Requested-With': 'slalom-live',
      ...(body !== undefined && { 'Content-Type': isFile ? 'application/xml' : 'application/json' }),
    },
    ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
    // What only reads is asked again; a browser has few connections, and those that nobody answers would hold up all else.
    ...(method === 'GET' && { signal: AbortSignal.timeout(TIMINGS.silentMs) }),
  });
  const answer = (await response.json().catch((error: unknown) => {
    // One that was cut off in the middle is none.
    if (response.ok && response.status !== 204) throw error;
    return {};
  })) as T & { error?: string; message?: string };
  if (response.ok) return answer;
  throw new Refused(response.status, answer.error ?? '', answer.message ?? String(response.status));
}

export const ofEvent = (eventId: string): string => `/admin/events/${encodeURIComponent(eventId)}`;
