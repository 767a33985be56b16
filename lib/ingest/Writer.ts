import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { forgetDone } from '../db/auditRepository';
import type { Commit } from '../db/journalRepository';
import { isOutage } from '../db/outage';
import { forgetSubscribers } from '../db/pushRepository';
import { correctResult, takeCorrectionBack } from './correctResult';
import { countRefusal } from './countRefusal';
import { countViewers } from './countViewers';
import { createEvent } from './createEvent';
import { HeldRaceDays } from './HeldRaceDays';
import { changeConfig, changeStatus, removeEvent } from './changeEvent';
import { editEvent } from './editEvent';
import { importExport } from './importExport';
import { changeBoardImage, leadBoard, noteBoard } from './leadBoards';
import { pruneJournals, type Ingest, type IngestOptions } from './Ingest';
import { expireOnCourseEntries, pushOnCourse } from './pushOnCourse';
import { pushResults } from './pushResults';
import { refreshViewers } from './refreshViewers';
import { rotateKey } from './rotateKey';
import { notePushed, subscribePush, unsubscribePush } from './subscribePush';

/** Everything that is done through the writer: each takes what an event's transaction needs. */
export const OPERATIONS = {
  createEvent,
  editEvent,
  rotateKey,
  changeStatus,
  changeConfig,
  refreshViewers,
  removeEvent,
  importExport,
  pushResults,
  pushOnCourse,
  correctResult,
  takeCorrectionBack,
  leadBoard,
  changeBoardImage,
  noteBoard,
  countRefusal,
  countViewers,
  subscribePush,
  unsubscribePush,
  notePushed,
};

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;

type WithoutIngest<F> = F extends (ingest: Ingest, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/**
 * The one place of a process that writes: it runs the use cases, tells of each commit, and does what
 * time demands (on-course entries expire, the journal is kept short). `threadWriter` runs it off the
 * main thread.
 */
export type Writer = { [Name in OperationName]: WithoutIngest<Operations[Name]> } & {
  /** Ends what it is doing and closes; off the main thread it is ended after `maxMs` whatever it is doing. */
  close: (maxMs: number) => Promise<void>;
};

/** A writer that ends by itself. */
export type LocalWriter = Omit<Writer, 'close'> & { close: () => Promise<void> };

/** In place of a writer in a process that only reads. */
export function noWriter(): Writer {
  const refuse = (): Promise<never> => Promise.reject(new Error('this process does not write'));
  const operations = Object.fromEntries(Object.keys(OPERATIONS).map((name) => [name, refuse]));
  return { ...(operations as unknown as Omit<Writer, 'close'>), close: () => Promise.resolve() };
}

/** How often expired on-course entries are looked for, in milliseconds. */
const EXPIRY_CHECK_MS = 1_000;
/** How often journals are pruned and unused race days let go, in milliseconds. */
const PRUNE_MS = 60_000;
/** How long a device is told of an event whose page it does not open, in milliseconds: a month. */
const SUBSCRIBED_MS = 30 * 86_400_000;

export interface LocalWriterParts {
  db: Knex;
  clock: () => number;
  options: IngestOptions;
  onCommit: (commit: Commit) => void;
  /** Told of failures in what nobody asked for, such as expiry. */
  onError: (error: unknown) => void;
}

/** Forgets what nobody needs any more. */
async function tidyUp(ingest: Ingest): Promise<void> {
  ingest.raceDays.letGo();
  await pruneJournals(ingest);
  await forgetDone(ingest.db, ingest.clock() - ingest.options.auditMaxAgeMs);
  await forgetSubscribers(ingest.db, ingest.clock() - SUBSCRIBED_MS);
}

/** A writer in this very thread. It does not own `db`. */
export function localWriter({ onError, ...parts }: LocalWriterParts): LocalWriter {
  const ingest: Ingest = { ...parts, writerId: randomUUID(), raceDays: new HeldRaceDays(parts.clock) };
  const running = new Set<Promise<unknown>>();
  const repeat = (everyMs: number, task: (ingest: Ingest) => Promise<void>): NodeJS.Timeout => {
    let isBusy = false;
    return setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      const run = task(ingest)
        .catch((error: unknown) => {
          if (!isOutage(error)) onError(error);
        })
        .finally(() => {
          isBusy = false;
          running.delete(run);
        });
      running.add(run);
    }, everyMs);
  };
  const timers = [repeat(EXPIRY_CHECK_MS, expireOnCourseEntries), repeat(PRUNE_MS, tidyUp)];
  const operations = Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => [
      name,
      (operation as (...args: unknown[]) => unknown).bind(null, ingest),
    ]),
  ) as unknown as Omit<Writer, 'close'>;
  return {
    ...operations,
    close: async () => {
      timers.forEach(clearInterval);
      await Promise.all(running);
    },
  };
}
