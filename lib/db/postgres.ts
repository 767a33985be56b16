import type { Socket } from 'node:net';
import knex, { type Knex } from 'knex';
import { types as pgTypes, TypeOverrides, type Client } from 'pg';
import { SILENT } from './sqlite';

/** How a Knex instance connects to PostgreSQL. */
export interface PostgresAddress {
  connection: unknown;
  searchPath: unknown;
}

/** How long connecting may take, in milliseconds. */
const CONNECT_MS = 3_000;
/** How long a query waits for a connection, in milliseconds. */
const ACQUIRE_MS = 4_000;
/** How long PostgreSQL may take for a statement, and say nothing at all, in milliseconds: whoever asked is told within five seconds. */
const STATEMENT_MS = 4_000;
/** How long a statement waits for the lock of another transaction, in milliseconds. */
const LOCK_MS = 3_000;

/** PostgreSQL sends 64-bit integers as text; ours are milliseconds and sequence numbers, below 2^53. */
const INT8 = pgTypes.builtins.INT8;

export const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** How the driver connects. */
export async function postgresConnection(address: string | PostgresAddress): Promise<object> {
  const given = typeof address === 'string' ? address : address.connection;
  const connection: unknown = typeof given === 'function' ? await (given as () => unknown)() : given;
  // Ours alone: a host's own queries on the same driver get what they are used to.
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number);
  return {
    application_name: 'slalom-live',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...(typeof connection === 'string' ? { connectionString: connection } : (connection as object)),
    types,
  };
}

/** A patient one has no bounds of time once it is connected: for migrations, which others may have to wait for. */
export function openPostgres(address: PostgresAddress, isPatient: boolean): Knex {
  const { searchPath } = address;
  return knex({
    client: 'pg',
    connection: () => postgresConnection(address),
    ...(searchPath !== undefined && { searchPath: searchPath as string[] }),
    pool: { min: 0, max: 10, ...(!isPatient && { afterCreate: boundTime }) },
    acquireConnectionTimeout: ACQUIRE_MS,
    log: SILENT,
  });
}

/**
 * Bounds what a new connection may wait. PostgreSQL itself ends what takes too long; one that is frozen, or cut off without a
 * word, is known by its silence: the socket is given up, its query fails, and the pool takes another.
 */
function boundTime(client: Client, done: (error: Error | null) => void): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(STATEMENT_MS + 250, () => {
    const heard = stream.bytesRead;
    // After a long turn of the event loop the answer may be there, unread.
    setImmediate(() => {
      if (stream.bytesRead === heard) stream.destroy(new PostgresSilent());
    });
  });
  client.query(`SET statement_timeout = ${STATEMENT_MS}; SET lock_timeout = ${LOCK_MS}`).then(() => {
    done(null);
  }, done);
}

/** It said nothing for too long. */
export class PostgresSilent extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('PostgreSQL does not answer');
  }
}
