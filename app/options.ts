import type { IncomingMessage } from 'node:http';
import type { Context, Middleware } from 'koa';
import type { Knex } from 'knex';
import type { Registry } from 'prom-client';
import type { EventEnding } from '../lib/db/journalRepository';
import type { Log } from './log';
import type { StackSettings } from './settings';

/** What someone wants to do who must show that they may. */
export type Action =
  | 'listEvents'
  | 'createEvent'
  | 'showEvent'
  | 'editEvent'
  | 'rotateKey'
  | 'deleteEvent'
  | 'changeStatus'
  | 'readConfig'
  | 'changeConfig'
  | 'readFeeds'
  | 'readLog'
  | 'refreshViewers'
  | 'correctResult'
  | 'readBoards'
  | 'leadBoards'
  | 'readViewers'
  | 'watchConnections'
  | 'pushExport'
  | 'pushResults'
  | 'pushOnCourse';

export interface Asked {
  action: Action;
  /** Null where it is about all events, or about one that does not exist yet. */
  eventId: string | null;
}

/**
 * A host's own answer to who may do what: true lets through, false is answered 403, and undefined leaves it to master
 * passwords and API keys, so that a booth can push with a key into a portal whose people have sessions.
 */
export type Authorize = (ctx: Context, asked: Asked) => boolean | undefined | Promise<boolean | undefined>;

/** What was committed, as a host is told of it. */
export interface CommitNews {
  eventId: string;
  /** What viewers are sent; the `data` of a `diff`, null for the others, which say that all may be another. */
  messages: { type: 'full' | 'diff' | 'refresh'; raceId: string | null; data: unknown }[];
  /** Why the event's streams end with it; else null. */
  ending: EventEnding | null;
}

/** What `slalomLive` is told; all that is left out has the default of `slalom-live --help`. */
export interface SlalomLiveOptions extends Partial<StackSettings> {
  /**
   * In place of `databaseUrl`: a host's Knex instance of pg, or of better-sqlite3 with a file. Connections of our own are
   * opened to where it connects to; it is never closed. Its database must not have tables of our names (specs/data-model.md).
   */
  db?: Knex;
  /** Who may administer and push. Default: who has a master password, or an event's key. */
  authorize?: Authorize;
  /**
   * Whom a request, an upgrade too, is counted for. Default: the address of its connection, which behind a proxy is the proxy's.
   */
  clientAddress?: (request: IncomingMessage) => string;
  /** Where to log to; that of pino fits. Default: warnings and errors, as JSON, to stderr. */
  log?: Log;
  /** Milliseconds since 1970. A clock of one's own keeps all work in the calling thread; it is for tests. */
  clock?: () => number;
  /** A prom-client registry that is given the stack's metrics. */
  registry?: Registry;
  /** Called after each commit that has something to tell, in order per event. What it throws is logged. */
  onCommit?: (news: CommitNews) => void;
  /** Called where nothing can be written or read any more: the process should end. Default: only the log says so. */
  onFailure?: (error: Error) => void;
}

/** The parts of the stack, each a plain Koa middleware that leaves to the next what is not its own. */
export interface Parts {
  /** What the booth pushes. */
  ingest: Middleware;
  /** Events and their settings. */
  admin: Middleware;
  /** What everyone may read, and whether the stack is there. */
  public: Middleware;
  /** Server-Sent Events and long-poll. */
  live: Middleware;
  /** Pages, what they load, and the client library. */
  pages: Middleware;
}
