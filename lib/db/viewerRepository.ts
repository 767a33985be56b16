import type { Executor } from './dialect';

/** A process counts again at least this often while anyone watches, in milliseconds. */
export const RECOUNT_MS = 15_000;

interface ViewerCountRow {
  event: number;
  process: string;
  viewers: number;
  counted_at: number;
}

/** Notes how many watch an event in one process; times are milliseconds since 1970. */
export async function storeViewers(
  trx: Executor,
  event: number,
  count: { process: string; viewers: number; at: number },
): Promise<void> {
  const { process, viewers, at } = count;
  await trx<ViewerCountRow>('viewer_counts')
    .insert({ event, process, viewers, counted_at: at })
    .onConflict(['event', 'process'])
    .merge();
}

/** How many watch in all processes; forgets those that have not counted since `countedBefore`. */
export async function sumViewers(trx: Executor, event: number, countedBefore: number): Promise<number> {
  await trx<ViewerCountRow>('viewer_counts')
    .where({ event })
    .andWhere('counted_at', '<', countedBefore)
    .delete();
  const rows = await trx<ViewerCountRow>('viewer_counts').where({ event }).select('viewers');
  return rows.reduce((sum, { viewers }) => sum + viewers, 0);
}
