import type { Knex } from 'knex';
import type { Histogram } from 'prom-client';
import type { CommitWatch } from '../lib/db/watch/CommitWatch';
import type { Heartbeat } from '../lib/live/transports/Heartbeat';
import type { LiveChannels } from '../lib/live/LiveChannels';
import type { Reader } from '../lib/read/Reader';
import type { Writer } from '../lib/ingest/Writer';
import type { AddressLimits } from './AddressLimits';
import type { EventLookups } from './EventLookups';
import type { Log } from './log';
import type { PushTimes } from './metrics';
import type { Authorize } from './options';
import type { PushNotices } from './push/PushNotices';
import type { RunningRequests } from './RunningRequests';
import type { StackSettings } from './settings';
import type { WatchedStorage } from './WatchedStorage';
import type { ShortTurns } from './ShortTurns';

/** What routes are handed: the parts of a running stack. */
export interface Services {
  settings: StackSettings & { keySecret: string };
  /** What stands before every path, '' at the root. */
  prefix: string;
  authorize: Authorize | null;
  log: Log;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** For looking things up; everything is written through the writer, and what takes longer is read through the reader. */
  db: Knex;
  /** Learns what other processes commit. */
  watch: CommitWatch;
  /** Whether what is written is stored. */
  storage: WatchedStorage;
  /** The database's file on this machine; null where it is none. */
  databaseFile: string | null;
  /** In which public answers are made, so that a crowd leaves the others room. */
  turns: ShortTurns;
  limits: AddressLimits;
  requests: RunningRequests;
  pushes: PushTimes;
  /** How long messages take to all connections. */
  lag: Histogram;
  lookups: EventLookups;
  writer: Writer;
  reader: Reader;
  channels: LiveChannels;
  /** Tells devices whose pages are closed; null where none is told. */
  push: PushNotices | null;
  /** Pings of WebSockets, and comments of SSE streams. */
  heartbeats: { ws: Heartbeat; sse: Heartbeat };
}
