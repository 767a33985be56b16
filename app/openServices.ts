import { randomUUID } from 'node:crypto';
import { addressOf, IN_MEMORY, isForThreads, isPostgres, openDatabase } from '../lib/db/dialect';
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
import { EventLookups } from './EventLookups';
import { keptSecret, newSecret } from './keySecret';
import { createLog, errorFields } from './log';
import { registerMetrics } from './metrics';
import type { CommitNews, SlalomLiveOptions } from './options';
import { RunningRequests } from './RunningRequests';
import type { Services } from './services';
import { SettingsError, stackSettings, type StackSettings } from './settings';
import { ShortTurns } from './ShortTurns';

/** Brings the schema up to date and opens all that routes use; where that fails, closes what was opened. */
export async function openServices(options: SlalomLiveOptions): Promise<Services> {
  const {
    db: hosts,
    authorize = null,
    log = createLog('warn', process.stderr),
    clock,
    registry,
    onCommit: tellHost,
    onFailure = () => undefined,
    ...given
  } = options;
  const settings = stackSettings(given);
  if (authorize === null && settings.masterPasswords === undefined) {
    throw new SettingsError([
      'masterPasswords: expected at least one, or authorize; an empty list opens administration to this machine',
    ]);
  }
  const address = hosts ? addressOf(hosts) : settings.databaseUrl;
  const services = {
    settings: { ...settings, keySecret: secretOf(settings, address) },
    prefix: settings.prefix ?? '',
  };

  const onError = (error: unknown): void => {
    log.error({ err: errorFields(error) }, 'unexpected error');
  };
  const onDeath = (error: Error): void => {
    onError(error);
    onFailure(error);
  };
  const db = openDatabase(address);
  try {
    const applied = await migrate(db);
    if (applied.length > 0) log.info({ applied }, 'schema brought up to date');
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const turns = new ShortTurns();
  const lookups = new EventLookups(db, turns);
  const onCommit = (commit: Commit): void => {
    lookups.forget(commit);
    channels.deliver(commit);
    try {
      tellHost?.(newsOf(commit));
    } catch (error) {
      onError(error);
    }
  };
  const { showViewers: showsViewers } = settings;
  const now = clock ?? Date.now;
  // A clock of the caller's cannot be handed to a thread.
  const isLocal = clock !== undefined || !isForThreads(address);
  const ingest = ingestOptions(services.settings);
  const writer: Writer = isLocal
    ? localWriter({ db, clock: now, options: ingest, onCommit, onError })
    : threadWriter({ database: address, options: ingest, onCommit, onError, onDeath });
  const reader: Reader = isLocal
    ? localReader({ db, showsViewers })
    : threadReader({ database: address, showsViewers, onDeath });
  const channels = new LiveChannels({
    reader,
    options: {
      maxWaitingBytes: settings.maxWaitingBytes,
      maxFullBytes: settings.maxFullBytes,
      maxSlowMs: settings.maxSlowMs,
      batchMs: settings.batchMs,
      maxContexts: settings.maxContextsPerEvent,
      clock: now,
      counters: liveCounters(),
    },
    countViewers: showsViewers ? countHere(writer) : null,
    onError,
  });
  const heartbeats = {
    ws: new Heartbeat(settings.wsPingSeconds, settings.wsPongSeconds),
    sse: new Heartbeat(settings.sseCommentSeconds, 0),
  };
  const requests = new RunningRequests();
  const opened: Services = {
    ...services,
    ...{ authorize, log, clock: now, db, turns, requests, lookups, writer, reader, channels, heartbeats },
  };
  try {
    if (registry) registerMetrics(registry, channels);
  } catch (error) {
    await closeServices(opened, 0);
    throw error;
  }
  return opened;
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

/** The secret of the API keys: as it was given, or kept beside the SQLite file. */
function secretOf({ keySecret }: StackSettings, address: ReturnType<typeof addressOf>): string {
  if (keySecret !== undefined) return keySecret;
  if (typeof address !== 'string' || isPostgres(address)) {
    throw new SettingsError(['KEY_SECRET (keySecret): expected with PostgreSQL, the same on every machine']);
  }
  return address === IN_MEMORY ? newSecret() : keptSecret(address);
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

const newsOf = ({ eventId, messages, ending }: Commit): CommitNews => ({
  eventId,
  messages: messages.map(({ kind, raceId, body }) => ({
    type: kind,
    raceId,
    data: body === null ? null : (JSON.parse(body) as unknown),
  })),
  ending,
});

const ingestOptions = (settings: Services['settings']): IngestOptions => ({
  keySecret: settings.keySecret,
  onCourseExpiryMs: settings.onCourseExpiryMs,
  journalMaxAgeMs: settings.journalMaxAgeS * 1_000,
  journalMaxMessages: settings.journalMaxMessages,
  showsViewers: settings.showViewers,
});
