import { isPostgres, type DatabaseAddress } from '../dialect';
import { IN_MEMORY } from '../sqlite';
import type { CommitWatch, CommitWatchParts } from './CommitWatch';
import { watchPostgres } from './watchPostgres';
import { watchSqlite } from './watchSqlite';

/** Watches a database for commits. */
export function watchCommits(address: DatabaseAddress, parts: CommitWatchParts): CommitWatch {
  if (isPostgres(address)) return watchPostgres(address, parts);
  // Nobody else has it.
  if (address === IN_MEMORY)
    return { look: () => undefined, awayMs: () => null, close: () => Promise.resolve() };
  return watchSqlite(address as string, parts);
}
