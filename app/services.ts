import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Heartbeat } from '../lib/live/transports/Heartbeat';
import type { LiveChannels } from '../lib/live/LiveChannels';
import type { Reader } from '../lib/read/Reader';
import type { Writer } from '../lib/ingest/Writer';
import type { Config } from './config';
import type { EventLookups } from './EventLookups';
import type { ShortTurns } from './ShortTurns';

/** What routes are handed: the parts of the running server. */
export interface Services {
  config: Config;
  log: Logger;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** For looking things up; everything is written through the writer, and what takes longer is read through the reader. */
  db: Knex;
  /** In which public answers are made, so that a crowd leaves the others room. */
  turns: ShortTurns;
  lookups: EventLookups;
  writer: Writer;
  reader: Reader;
  channels: LiveChannels;
  /** Pings of WebSockets, and comments of SSE streams. */
  heartbeats: { ws: Heartbeat; sse: Heartbeat };
}
