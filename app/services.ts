import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Heartbeat } from '../lib/live/transports/Heartbeat';
import type { LiveChannels } from '../lib/live/LiveChannels';
import type { Writer } from '../lib/ingest/Writer';
import type { Config } from './config';
import type { EventLookups } from './EventLookups';

/** What routes are handed: the parts of the running server. */
export interface Services {
  config: Config;
  log: Logger;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** For reading only; everything is written through the writer. */
  db: Knex;
  lookups: EventLookups;
  writer: Writer;
  channels: LiveChannels;
  /** Pings of WebSockets, and comments of SSE streams. */
  heartbeats: { ws: Heartbeat; sse: Heartbeat };
}
