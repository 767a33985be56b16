// slalom-live: its application, its upgrades, its channels, as built. Only what stands behind a channel is
// in memory here: the database holds nothing but the event, snapshots are of the size that is asked for, and
// what is delivered was never committed. The argument is the wire form that clients ask for.
'use strict';
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const dist = join(__dirname, '../../../../dist');
const { stackSettings } = require(join(dist, 'app/settings'));
const { EventLookups } = require(join(dist, 'app/EventLookups'));
const { ShortTurns } = require(join(dist, 'app/ShortTurns'));
const { AddressLimits } = require(join(dist, 'app/AddressLimits'));
const { httpServerOf } = require(join(dist, 'app/server/httpServer'));
const { runningStack } = require(join(dist, 'app/runningStack'));
const { RunningRequests } = require(join(dist, 'app/RunningRequests'));
const { openDatabase } = require(join(dist, 'lib/db/dialect'));
const { DEFAULT_EVENT_CONFIG, insertEvent } = require(join(dist, 'lib/db/eventRepository'));
const { migrate } = require(join(dist, 'lib/db/migrate'));
const { Heartbeat } = require(join(dist, 'lib/live/transports/Heartbeat'));
const { liveCounters } = require(join(dist, 'lib/live/counters'));
const { LiveChannels } = require(join(dist, 'lib/live/LiveChannels'));
const { deflateBlock } = require(join(dist, 'lib/read/deflate'));
const { localReader } = require(join(dist, 'lib/read/Reader'));
const pino = require('pino');
const { listen, NEVER_MS, serve, sseClient, wsClient } = require('./control');
const { dataText } = require('./payloads');

const EVENT = 'FANOUT';
const PATH = `/api/v1/events/${EVENT}`;
const RACE = 'K1M_ST_BR2_6';
const EPOCHS = [{ epoch: 'bc31b8bc7311', firstSeq: 1 }];
const NEVER_SECONDS = NEVER_MS / 1_000;

const CLIENTS = {
  ws: wsClient(`${PATH}/ws`),
  'ws-deflated': wsClient(
    `${PATH}/ws`,
    'permessage-deflate; server_no_context_takeover; client_max_window_bits',
  ),
  'ws-shared': wsClient(`${PATH}/ws`, 'permessage-deflate; client_max_window_bits'),
  sse: sseClient(`${PATH}/sse`),
  'sse-gzip': sseClient(`${PATH}/sse`, 'gzip'),
};

/** The event as it is stored, running. */
const newEvent = () => ({
  eventId: EVENT,
  status: 'running',
  statusChangedAt: Date.now(),
  admin: { mainTitle: 'Fan-out' },
  exported: null,
  config: DEFAULT_EVENT_CONFIG,
  imageType: null,
  keyVersion: 1,
  epochs: EPOCHS,
  lastSeq: 0,
  journalFloor: 0,
  createdAt: Date.now(),
});

/** An event with one race, as the reader hands it over. */
function stateOf(seq, rows) {
  const part = (value) => {
    const bytes = Buffer.from(JSON.stringify(value));
    return { bytes, deflated: deflateBlock(bytes) };
  };
  return {
    seq,
    epochs: EPOCHS,
    structure: {
      event: { eventId: EVENT },
      config: DEFAULT_EVENT_CONFIG,
      classes: [],
      races: [{ raceId: RACE }],
      categories: [],
      oncourse: [],
    },
    lists: [{ raceId: RACE, results: part(rows), startlist: part([]) }],
  };
}

serve(async ({ snapshotBytes }) => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-ours-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const settings = stackSettings({
    databaseUrl: join(directory, 'bench.db'),
    masterPasswords: [],
    maxConnectionsPerEvent: 20_000,
    wsPingSeconds: NEVER_SECONDS,
    sseCommentSeconds: NEVER_SECONDS,
  });
  const log = pino({ level: 'error' }, pino.destination(2));
  const onError = (error) => log.error({ err: error }, 'unexpected error');
  const db = openDatabase(settings.databaseUrl);
  await migrate(db);
  const event = await insertEvent(db, newEvent());

  let seq = 0;
  const { results = [] } = JSON.parse(dataText(snapshotBytes, 0));
  const reader = {
    ...localReader({ db, showsViewers: false }),
    loadState: () => Promise.resolve(stateOf(seq, results)),
  };
  const channels = new LiveChannels({
    reader,
    options: {
      maxWaitingBytes: settings.maxWaitingBytes,
      maxFullBytes: settings.maxFullBytes,
      maxSlowMs: settings.maxSlowMs,
      batchMs: settings.batchMs,
      maxContexts: settings.maxContextsPerEvent,
      clock: Date.now,
      counters: liveCounters(),
    },
    countViewers: null,
    onError,
  });
  const turns = new ShortTurns();
  const watch = { look: () => undefined, awayMs: () => null, close: () => Promise.resolve() };
  const services = {
    settings,
    prefix: '',
    authorize: null,
    requests: new RunningRequests(),
    log,
    clock: Date.now,
    db,
    turns,
    limits: new AddressLimits(settings, log, () => '127.0.0.1'),
    watch,
    storage: { isFailing: false },
    lookups: new EventLookups(db, turns, watch, () => null),
    reader,
    channels,
    heartbeats: {
      ws: new Heartbeat(settings.wsPingSeconds, settings.wsPongSeconds),
      sse: new Heartbeat(settings.sseCommentSeconds, 0),
    },
  };
  const { server } = httpServerOf({ live: runningStack(services), log, trustProxy: 0, requestSeconds: 60 });

  return {
    port: await listen(server),
    client: CLIENTS[process.argv[2]],
    broadcast: (bytes) => {
      seq += 1;
      const isOnCourse = bytes > 1_000 && bytes < 4_000;
      const message = {
        seq,
        kind: 'diff',
        topic: isOnCourse ? 'oncourse' : null,
        raceId: isOnCourse ? null : RACE,
        body: dataText(bytes, seq),
        at: Date.now(),
      };
      channels.deliver({ event, messages: [message], epochs: EPOCHS, ending: null });
    },
  };
});
