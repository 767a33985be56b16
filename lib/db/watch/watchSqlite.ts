import { watch } from 'node:fs';
import { sqliteDriver } from '../sqlite';
import { Contact, type CommitWatch, type CommitWatchParts } from './CommitWatch';

/** How often SQLite is asked in any case, in milliseconds: it takes three microseconds, and waking up for it less than 1 % of a core. */
const LOOK_MS = 40;
/** How often after its log was written to, in milliseconds. */
const LOOK_AGAIN_MS = 3;

/** SQLite counts for each connection the commits of all others: https://sqlite.org/pragma.html#pragma_data_version */
export function watchSqlite(path: string, { onCommit, ...parts }: CommitWatchParts): CommitWatch {
  const db = new (sqliteDriver())(path, { readonly: true, fileMustExist: true });
  const version = db.prepare('PRAGMA data_version').pluck();
  const contact = new Contact(parts);
  let known = version.get();
  const look = (): void => {
    let now: unknown;
    try {
      now = version.get();
    } catch (error) {
      contact.lost(error);
      return;
    }
    contact.heard();
    if (now === known) return;
    known = now;
    onCommit(null);
  };
  const timer = setInterval(look, LOOK_MS);
  const stop = whenWritten(`${path}-wal`, look);
  return {
    look,
    awayMs: contact.awayMs,
    close: () => {
      clearInterval(timer);
      stop();
      db.close();
      return Promise.resolve();
    },
  };
}

/**
 * Calls `look` again and again for a moment after a file was written to, where the system tells of it: the log is written
 * before the disk has it, and only then it counts. What it answers ends that.
 */
function whenWritten(path: string, look: () => void): () => void {
  let looking: NodeJS.Timeout | undefined;
  let until = 0;
  const lookOn = (): void => {
    look();
    looking = performance.now() < until ? setTimeout(lookOn, LOOK_AGAIN_MS) : undefined;
  };
  try {
    const watcher = watch(path, { persistent: false }, () => {
      until = performance.now() + LOOK_MS;
      looking ??= setTimeout(lookOn, LOOK_AGAIN_MS);
    });
    watcher.on('error', () => {
      watcher.close();
    });
    return () => {
      clearTimeout(looking);
      watcher.close();
    };
  } catch {
    return () => undefined;
  }
}
