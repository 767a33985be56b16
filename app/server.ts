import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { Server as TcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { openDatabase } from '../lib/db/dialect';
import { migrate } from '../lib/db/migrate';
import { AppError } from '../lib/errors';
import type { Commit, IngestOptions } from '../lib/ingest/Ingest';
import { threadWriter } from '../lib/ingest/threadWriter';
import { localWriter, type Writer } from '../lib/ingest/Writer';
import { liveCounters } from '../lib/live/counters';
import { Heartbeat } from '../lib/live/Heartbeat';
import { LiveChannels } from '../lib/live/LiveChannels';
import type { Config } from './config';
import { EventLookups } from './EventLookups';
import { createApp } from './http';
import { publicEventOf } from './routes/publicReads';
import type { Services } from './services';
import { sseHandler } from './sse';
import { handleUpgrades } from './upgrade';

/** Connections that may wait to be accepted; the system's 511 doubles the time of a storm of connects. */
const BACKLOG = 4096;
/** How often a stopping server looks for connections without a request, in milliseconds. */
const IDLE_CHECK_MS = 200;

export interface ServerParts {
  config: Config;
  log: Logger;
  /** Milliseconds since 1970; tests bring their own. */
  clock?: () => number;
  /** Runs the writer in the main thread, where it shares the clock; for tests. */
  isWriterLocal?: boolean;
  /** Called when the server can't go on. */
  onDeath?: (error: Error) => void;
}

export interface RunningServer {
  /** For example `http://127.0.0.1:3000`. */
  url: string;
  /** Stops cleanly; see `close` below for the order. */
  close: () => Promise<void>;
}

/** Brings the schema up to date, starts listening, and answers when requests are served. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log, clock = Date.now } = parts;
  const db = openDatabase(config.DATABASE_URL);
  const applied = await migrate(db);
  if (applied.length > 0) log.info({ applied }, 'schema brought up to date');

  const onError = (error: unknown): void => {
    log.error({ err: error }, 'unexpected error');
  };
  const lookups = new EventLookups((eventId) => publicEventOf(db, eventId));
  const onCommit = (commit: Commit): void => {
    lookups.clear();
    channels.deliver(commit);
  };
  const options = ingestOptions(config);
  const writer: Writer = parts.isWriterLocal
    ? localWriter({ db, clock, options, onCommit, onError })
    : threadWriter({
        databaseUrl: config.DATABASE_URL,
        options,
        onCommit,
        onError,
        onDeath: parts.onDeath ?? onError,
      });
  const channels = new LiveChannels({
    db,
    readSnapshot: (event, view) => writer.readSnapshot(event, view),
    options: {
      maxWaitingBytes: config.MAX_WAITING_BYTES,
      maxSlowMs: config.MAX_SLOW_MS,
      batchMs: config.BATCH_MS,
      maxViews: config.MAX_VIEWS_PER_EVENT,
      clock,
      counters: liveCounters(),
    },
    countViewers: config.SHOW_VIEWERS ? countHere(writer) : null,
    onError,
  });
  const heartbeats = {
    ws: new Heartbeat(config.WS_PING_SECONDS, config.WS_PONG_SECONDS),
    sse: new Heartbeat(config.SSE_COMMENT_SECONDS, 0),
  };

  const services: Services = { config, log, clock, db, lookups, writer, channels, heartbeats };
  const handleStream = sseHandler(services);
  const handle = createApp(services).callback();
  const sockets = membersOf<Socket>();
  const unanswered = membersOf<ServerResponse>();
  let isStopping = false;
  const server = createServer((request, response) => {
    unanswered.add(response);
    if (isStopping) closeAfter(response);
    if (!handleStream(request, response)) void handle(request, response);
  });
  server.on('connection', sockets.add);
  handleUpgrades(server, services);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG }, resolve);
  });

  /** New ones are refused, viewers are told to come back, running requests end, then what they used. */
  async function close(): Promise<void> {
    isStopping = true;
    unanswered.forEach(closeAfter);
    // HTTP's own `close` would reset kept connections at once, perhaps with a request on its way.
    const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
    channels.close('shutdown');
    heartbeats.ws.close();
    heartbeats.sse.close();
    const idle = setInterval(() => {
      server.closeIdleConnections();
      // Those who were being let in when the others were told.
      channels.close('shutdown');
    }, IDLE_CHECK_MS);
    const cut = setTimeout(() => {
      sockets.forEach((socket) => socket.destroy());
    }, config.SHUTDOWN_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
    await writer.close();
    await db.destroy();
  }

  const { port } = server.address() as AddressInfo;
  return { url: `http://${config.HOST ?? '127.0.0.1'}:${port}`, close };
}

/** Counts viewers under a name of this process's own. */
function countHere(writer: Writer): (eventId: string, viewers: number) => Promise<number> {
  const process = randomUUID();
  return async (eventId, viewers) => {
    try {
      return await writer.countViewers(eventId, { process, viewers });
    } catch (error) {
      // An event that was deleted has no viewers.
      if (error instanceof AppError && error.status === 404) return 0;
      throw error;
    }
  };
}

/** Holds what has not closed yet. */
function membersOf<T extends Socket | ServerResponse>() {
  const members = new Set<T>();
  return {
    add: (member: T): void => {
      members.add(member);
      member.once('close', () => members.delete(member));
    },
    forEach: (act: (member: T) => void): void => {
      members.forEach(act);
    },
  };
}

/** Tells the client that the connection ends with this answer, so that it sends nothing more on it. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

const ingestOptions = (config: Config): IngestOptions => ({
  keySecret: config.KEY_SECRET,
  onCourseExpiryMs: config.ON_COURSE_EXPIRY_MS,
  journalMaxAgeMs: config.JOURNAL_MAX_AGE_S * 1_000,
  journalMaxMessages: config.JOURNAL_MAX_MESSAGES,
  showsViewers: config.SHOW_VIEWERS,
});
