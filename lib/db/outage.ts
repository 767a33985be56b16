import { AppError, databaseAway, databaseBusy, storageFailed } from '../errors';

/** Network errors in which a query ends where the database cannot be reached. */
const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'],
]);

/**
 * Those of PostgreSQL: it stops, starts, has no connection left, or takes too long for a statement.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const STATES = /^(08...|53300|57014|57P0[1235])$/;

/** The lock of another transaction was waited for too long, or each of two waited for the other's. */
const HELD_BY_OTHERS = new Set(['55P03', '40P01']);

/** What we call them. */
const OUTAGES = new Set(['DatabaseBusy', 'DatabaseUnavailable', 'StorageFailed']);

/** The disk is full, cannot be written to, or fails: SQLite's codes, and PostgreSQL's for a full disk. */
const STORAGE = /^(SQLITE_(FULL|IOERR|READONLY).*|53100)$/;

/** What the driver and Knex say without a code. */
const WORDS =
  /^(Connection terminated|timeout expired|Knex: Timeout acquiring a connection|Client (has encountered a connection error|was closed))/;

/** Whether the disk did not take what was to be written. */
export const isStorageFailure = (error: unknown): boolean => outageOf(error)?.code === 'StorageFailed';

/** Whether the database is held by others, cannot be reached or not be written to: what comes again by itself need not tell of it. */
export const isOutage = (error: unknown): boolean => outageOf(error) !== null;

/** What to tell of an error that only says that the database cannot be reached or written to, or is held by others; null for any other. */
export function outageOf(error: unknown): AppError | null {
  if (error instanceof AppError) return OUTAGES.has(error.code) ? error : null;
  if (!(error instanceof Error)) return null;
  const { code = '', message } = error as Error & { code?: string };
  if (HELD_BY_OTHERS.has(code)) return databaseBusy();
  if (STORAGE.test(code)) return storageFailed(code);
  return NETWORK.has(code) || STATES.test(code) || WORDS.test(message) ? databaseAway() : null;
}
