import { ENDINGS, type EndingName } from '../domain/endings';

/** What became of the live channels' messages and connections in one process, counted since its start. */
export interface LiveCounters {
  /** Batches of messages that were handed to connections as they came. */
  delivered: number;
  /** Times that something was due to a connection that had not taken the last yet, and so was left for later. */
  deferred: number;
  /** What was handed to connections, in bytes. */
  bytes: number;
  /** Times that connections were told to read everything anew. */
  refreshes: number;
  /** Times that an event's state was wanted, and of these how often it was read from the database. */
  asked: number;
  loaded: number;
  /** Snapshots that were handed to connections. */
  snapshots: number;
  /** Connections that came back and were given what they had missed. */
  resumed: number;
  /** Connections that the server ended, or refused for want of room, by why. */
  ended: Record<EndingName, number>;
}

export function liveCounters(): LiveCounters {
  const ended = Object.fromEntries(Object.keys(ENDINGS).map((name) => [name, 0])) as LiveCounters['ended'];
  return {
    ...{ delivered: 0, deferred: 0, snapshots: 0, resumed: 0, bytes: 0, refreshes: 0, asked: 0, loaded: 0 },
    ended,
  };
}
