import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { openDatabase } from '../lib/db/dialect';
import type { Commit } from '../lib/db/journalRepository';
import { migrate } from '../lib/db/migrate';
import { AppError } from '../lib/errors';
import type { IngestOptions } from '../lib/ingest/Ingest';
import { threadWriter } from '../lib/ingest/threadWriter';
import { localWriter, type Writer } from '../lib/ingest/Writer';
import { liveCounters } from '../lib/live/counters';
import { Heartbeat } from '../lib/live/transports/Heartbeat';
import { LiveChannels } from '../lib/live/LiveChannels';
import { localReader, type Reader } from '../lib/read/Reader';
import { threadReader } from '../lib/read/threadReader';
import type { Config } from './config';
import { EventLookups } from './EventLookups';
import type { Services } from './services';
import { ShortTurns } from './ShortTurns';

export interface ServiceParts {
  config: Config;
  log: Logger;
  /** Milliseconds since 1970; tests bring their own. */
  clock?: () => number;
  /** Runs the writer and the reader in the main thread, where they share the clock; for tests. */
  isWriterLocal?: boolean;
  /** Called when the server can't go on. */
  onDeath?: (error: Error) => void;
}

/** Brings the schema up to date and opens all that routes use; {@link closeServices} closes it. */
export async function openServices(parts: ServiceParts): Promise<Services> {
  const { config, log, clock = Date.now } = parts;
  const db = openDatabase(config.DATABASE_URL);
  try {
    const applied = await migrate(db);
    if (applied.length > 0) log.info({ applied }, 'schema brought up to date');
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const onError = (error: unknown): void => {
    log.error({ err: error }, 'unexpected error');
  };
  const turns = new ShortTurns();
  const lookups = new EventLookups(db, turns);
  const onCommit = (commit: Commit): void => {
    lookups.forget(commit);
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
  const showsViewers = config.SHOW_VIEWERS;
  const reader: Reader = parts.isWriterLocal
    ? localReader({ db, showsViewers })
    : threadReader({ databaseUrl: config.DATABASE_URL, showsViewers, onDeath: parts.onDeath ?? onError });
  const channels = new LiveChannels({
    reader,
    options: {
      maxWaitingBytes: config.MAX_WAITING_BYTES,
      maxFullBytes: config.MAX_FULL_BYTES,
      maxSlowMs: config.MAX_SLOW_MS,
      batchMs: config.BATCH_MS,
      maxContexts: config.MAX_CONTEXTS_PER_EVENT,
      clock,
      counters: liveCounters(),
    },
    countViewers: showsViewers ? countHere(writer) : null,
    onError,
  });
  const heartbeats = {
    ws: new Heartbeat(config.WS_PING_SECONDS, config.WS_PONG_SECONDS),
    sse: new Heartbeat(config.SSE_COMMENT_SECONDS, 0),
  };

  return { config, log, clock, db, turns, lookups, writer, reader, channels, heartbeats };
}

/** Tells viewers to come back and closes everything; a writer that takes longer than `maxMs` is ended. */
export async function closeServices(
  { channels, heartbeats, reader, writer, db }: Services,
  maxMs: number,
): Promise<void> {
  channels.close('shutdown');
  heartbeats.ws.close();
  heartbeats.sse.close();
  await Promise.all([reader.close(), writer.close(maxMs)]);
  await db.destroy();
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

const ingestOptions = (config: Config): IngestOptions => ({
  keySecret: config.KEY_SECRET,
  onCourseExpiryMs: config.ON_COURSE_EXPIRY_MS,
  journalMaxAgeMs: config.JOURNAL_MAX_AGE_S * 1_000,
  journalMaxMessages: config.JOURNAL_MAX_MESSAGES,
  showsViewers: config.SHOW_VIEWERS,
});
