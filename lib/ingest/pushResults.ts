import { countTaken } from '../db/feedRepository';
import { guardState, inEvent, type Ingest } from './Ingest';
import { hearTiming } from './hearTiming';
import { pushedRows } from './jsonBodies';
import { mergePushed } from './mergeResults';
import { storeRuns } from './raceDayChanges';
import { readResults } from './readPushes';
import { SkippedParts, type SkippedAnswer } from './SkippedParts';

export interface ResultsAnswer extends SkippedAnswer {
  /** How many stored results changed. */
  updated: number;
  /** True where the event has no export yet and so knows no athletes. */
  ignored?: true;
}

/**
 * Merges live results into what is stored and says which public rows moved. `body` is the JSON that came: rows and
 * fields that can't be read or placed are left out and told, the others count.
 */
export async function pushResults(ingest: Ingest, eventId: string, body: Uint8Array): Promise<ResultsAnswer> {
  const skipped = new SkippedParts();
  const rows = readResults(pushedRows(body, 'results'), skipped);
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'results');
    hearTiming(transaction);
    const taken = { at: now, bytes: body.byteLength };
    if (!event.exported) {
      await countTaken(trx, event.id, 'results', { ...taken, skipped: rows.length });
      return { updated: 0, ignored: true };
    }

    const day = await transaction.raceDay();
    const changed = mergePushed(day, rows, { strategy: event.config.mergeStrategy, now, skipped });
    await storeRuns(transaction, day, [...changed.values()]);
    const told = skipped.answer();
    await countTaken(trx, event.id, 'results', { ...taken, skipped: told.skippedCount ?? 0 });
    return { updated: changed.size, ...told };
  });
}
