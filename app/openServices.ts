import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { watchCommits } from '../lib/db/watch/watchCommits';
import { addressOf, isForThreads, isPostgres, openDatabase, type DatabaseAddress } from '../lib/db/dialect';
import type { ViewerKinds } from '../lib/db/viewerRepository';
import type { Commit } from '../lib/db/journalRepository';
import { migrate, migrateAt, waitForSchema } from '../lib/db/migrate';
import { IN_MEMORY } from '../lib/db/sqlite';
import { isOutage } from '../lib/db/outage';
import { AppError } from '../lib/errors';
import type { IngestOptions } from '../lib/ingest/Ingest';
import { threadWriter } from '../lib/ingest/threadWriter';
import { localWriter, noWriter, type Writer } from '../lib/ingest/Writer';
import { liveCounters } from '../lib/live/counters';
import { Heartbeat } from '../lib/live/transports/Heartbeat';
import { LiveChannels } from '../lib/live/LiveChannels';
import { localReader, type Reader } from '../lib/read/Reader';
import { threadReader } from '../lib/read/threadReader';
import { AddressLimits } from './AddressLimits';
import { EventLookups } from './EventLookups';
import { keptSecret, newSecret } from './keySecret';
import { createLog, errorFields } from './log';
import { pushTimes, registerMetrics, sendingLag } from './metrics';
import type { CommitNews, SlalomLiveOptions } from './options';
import { PushNotices } from './push/PushNotices';
import { RunningRequests } from './RunningRequests';
import type { Services } from './services';
import { WatchedStorage } from './WatchedStorage';
import { SettingsError, stackSettings } from './settings';
import { ShortTurns } from './ShortTurns';

/** Brings the schema up to date and opens all that routes use; where that fails, closes what was opened. */
export async function openServices(options: SlalomLiveOptions): Promise<Services> {
  const {
    db: hosts,
    authorize = null,
    clientAddress = connectionAddress,
    log = createLog('warn', process.stderr),
    clock,
    registry,
    onCommit: tellHost,
    onFailure = () => undefined,
    ...given
  } = options;
  const settings = stackSettings(given);
  const isEdge = settings.role === 'edge';
  if (authorize === null && settings.masterPasswords === undefined && !isEdge) {
    throw new SettingsError([
      'masterPasswords: expected at least one, or authorize; an empty list opens administration to this machine',
    ]);
  }
  const address = hosts ? addressOf(hosts) : settings.databaseUrl;
  if (settings.keySecret === undefined && isPostgres(address) && !isEdge) {
    throw new SettingsError(['KEY_SECRET (keySecret): expected with PostgreSQL, the same on every machine']);
  }

  const onError = (error: unknown): void => {
    // Which is told once, and not by each that meets with it.
    if (isOutage(error)) log.debug({ err: errorFields(error) }, 'not done, for the database is away');
    else log.error({ err: errorFields(error) }, 'unexpected error');
  };
  const onDeath = (error: Error): void => {
    onError(error);
    onFailure(error);
  };
  if (isEmptyFile(address)) {
    log.warn(
      { path: address },
      'the database file is empty and begins anew: if it held races, stop and put a backup in its place',
    );
  }
  const db = openDatabase(address);
  let keySecret: string;
  try {
    if (isEdge) {
      await waitForSchema(db);
    } else {
      const applied = await (isPostgres(address) ? migrateAt(address) : migrate(db));
      if (applied.length > 0) log.info({ applied }, 'schema brought up to date');
    }
    keySecret = settings.keySecret ?? (isEdge ? '' : secretBeside(address));
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const services = { settings: { ...settings, keySecret }, prefix: settings.prefix ?? '' };
  const turns = new ShortTurns();
  const watch = watchCommits(address, {
    onCommit: (news) => {
      lookups.forgetAll();
      channels.lookForNews(news);
    },
    onAway: (error) => {
      log.error({ err: errorFields(error) }, 'the database is away');
    },
    onBack: () => {
      log.warn({}, 'the database is back');
    },
  });
  const lookups = new EventLookups(db, turns, watch, (eventId) => channels.held(eventId));
  const onCommit = (commit: Commit): void => {
    lookups.forget(commit);
    channels.deliver(commit);
    push?.committed(commit);
    try {
      tellHost?.(newsOf(commit));
    } catch (error) {
      onError(error);
    }
  };
  const { showViewers: showsViewers, prefix = '' } = settings;
  const now = clock ?? Date.now;
  // A clock of the caller's cannot be handed to a thread.
  const isLocal = clock !== undefined || !isForThreads(address);
  const ingest = ingestOptions(services.settings);
  const storage = new WatchedStorage(log);
  const openWriter = (): Writer => {
    if (isEdge) return noWriter();
    if (isLocal) return localWriter({ db, clock: now, options: ingest, onCommit, onError });
    return threadWriter({ database: address, options: ingest, onCommit, onError, onDeath });
  };
  const writer = storage.of(openWriter());
  const reader: Reader = isLocal
    ? localReader({ db, showsViewers, prefix })
    : threadReader({ database: address, showsViewers, prefix, onDeath });
  const lag = sendingLag();
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
      onSent: (lagMs) => {
        lag.observe(Math.max(0, lagMs) / 1_000);
      },
    },
    // An edge may only read, and what it counted would have to be written.
    countViewers: showsViewers && !isEdge ? countHere(writer) : null,
    onError,
  });
  const push =
    isEdge || settings.pushServices.length === 0
      ? null
      : new PushNotices({
          ...{ db, writer, channels, clock: now, onError },
          secret: keySecret,
          findEvent: (eventId) => lookups.of(eventId),
        });
  const heartbeats = {
    ws: new Heartbeat(settings.wsPingSeconds, settings.wsPongSeconds),
    sse: new Heartbeat(settings.sseCommentSeconds, 0),
  };
  const limits = new AddressLimits(settings, log, clientAddress);
  const requests = new RunningRequests();
  const opened: Services = {
    ...services,
    ...{
      authorize,
      log,
      clock: now,
      db,
      watch,
      storage,
      databaseFile: typeof address === 'string' && !isPostgres(address) ? address : null,
      turns,
      limits,
      pushes: pushTimes(),
      lag,
      requests,
      lookups,
      writer,
      reader,
      channels,
      push,
      heartbeats,
    },
  };
  try {
    if (registry) registerMetrics(registry, opened);
  } catch (error) {
    await closeServices(opened, 0);
    throw error;
  }
  return opened;
}

/** How long notifications may still be on their way when the server stops, in milliseconds. */
const PUSH_CLOSE_MS = 2_000;

/** Tells viewers to come back and closes everything; a writer that takes longer than `maxMs` is ended. */
export async function closeServices(
  { channels, push, heartbeats, reader, writer, watch, db }: Services,
  maxMs: number,
): Promise<void> {
  channels.close('shutdown');
  heartbeats.ws.close();
  heartbeats.sse.close();
  await push?.close(Math.min(maxMs, PUSH_CLOSE_MS));
  await Promise.all([reader.close(), writer.close(maxMs), watch.close()]);
  await db.destroy();
}

const connectionAddress = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? '';

/** Whether there is a file, and nothing in it: what a power cut or a full disk may leave. */
const isEmptyFile = (address: DatabaseAddress): boolean =>
  typeof address === 'string' &&
  !isPostgres(address) &&
  statSync(address, { throwIfNoEntry: false })?.size === 0;

/** The secret of the API keys that is kept beside a SQLite file; one in memory has a new one each time. */
const secretBeside = (address: DatabaseAddress): string =>
  address === IN_MEMORY ? newSecret() : keptSecret(address as string);

/** Counts viewers under a name of this process's own. */
function countHere(writer: Writer): (eventId: string, kinds: ViewerKinds) => Promise<number> {
  const process = randomUUID();
  return async (eventId, kinds) => {
    try {
      return await writer.countViewers(eventId, { process, kinds });
    } catch (error) {
      // An event that was deleted has no viewers.
      if (error instanceof AppError && error.status === 404) return 0;
      // They are counted again before long.
      if (isOutage(error)) return 0;
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
  auditMaxAgeMs: settings.auditMaxAgeDays * 86_400_000,
  journalMaxMessages: settings.journalMaxMessages,
  showsViewers: settings.showViewers,
  prefix: settings.prefix ?? '',
});
