import { publicTiming, type TimingFacts } from '../domain/publicEvent';
import type { OnCourseRecord } from '../domain/records';
import type { EventTransaction } from './Ingest';

/** While pushes come, the public is told so no more often than this, in milliseconds. */
const SAY_EVERY_MS = 10_000;

/**
 * To be called for each accepted push and export: the timing is there. Says so where that was last said a while ago.
 * `isMidRun` is what a push knows of the course; one that knows nothing of it leaves that as it is.
 */
export function hearTiming(transaction: EventTransaction, isMidRun?: false): void {
  const { event, now } = transaction;
  const heard: TimingFacts = { heardAt: now, isMidRun: isMidRun ?? event.isMidRun };
  const isDue = event.heardAt === null || now - event.heardAt >= SAY_EVERY_MS;
  if (isDue || heard.isMidRun !== event.isMidRun) say(transaction, heard);
}

/**
 * To be called when the course has emptied because nothing came any more, with those who were on it: where a boat was
 * on its way, the empty list alone would look like a break.
 */
export function missTiming(transaction: EventTransaction, lost: readonly OnCourseRecord[]): void {
  const isMidRun = lost.some(({ dtStart, dtFinish }) => dtStart !== null && dtFinish === null);
  if (isMidRun) say(transaction, { heardAt: transaction.event.heardAt, isMidRun });
}

function say(transaction: EventTransaction, timing: TimingFacts): void {
  transaction.change(timing);
  transaction.announceDiff({ timing: publicTiming(timing) });
}
