import type { Executor } from './dialect';

/** A process counts again at least this often while anyone watches, in milliseconds. */
export const RECOUNT_MS = 15_000;

/** How many watch, by transport and what they watch with, as in `{ "ws board": 3 }`. */
export type ViewerKinds = Record<string, number>;

interface ViewerCountRow {
  event: number;
  process: string;
  viewers: number;
  kinds: string;
  counted_at: number;
}

interface HistoryRow {
  event: number;
  at: number;
  kinds: string;
}

/** Notes how many watch an event in one process; times are milliseconds since 1970. */
export async function storeViewers(
  trx: Executor,
  event: number,
  count: { process: string; kinds: ViewerKinds; at: number },
): Promise<void> {
  const { process, kinds, at } = count;
  await trx<ViewerCountRow>('viewer_counts')
    .insert({ event, process, viewers: total(kinds), kinds: JSON.stringify(kinds), counted_at: at })
    .onConflict(['event', 'process'])
    .merge();
}

/** How many watch in all processes; forgets those that have not counted since `countedBefore`. */
export async function sumViewers(trx: Executor, event: number, countedBefore: number): Promise<ViewerKinds> {
  await trx<ViewerCountRow>('viewer_counts')
    .where({ event })
    .andWhere('counted_at', '<', countedBefore)
    .delete();
  return countedKinds(trx, event, countedBefore);
}

/** How many watch in all processes that have counted since then. */
export async function countedKinds(db: Executor, event: number, since: number): Promise<ViewerKinds> {
  const rows = await db<ViewerCountRow>('viewer_counts').where({ event }).andWhere('counted_at', '>=', since);
  const sum: ViewerKinds = {};
  for (const row of rows) {
    for (const [kind, count] of Object.entries(JSON.parse(row.kinds) as ViewerKinds))
      sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

export const total = (kinds: ViewerKinds): number => Object.values(kinds).reduce((sum, one) => sum + one, 0);

/** Keeps how many watched in the minute that begins at `at`, and forgets what is older than `before`. */
export async function keepHistory(
  trx: Executor,
  event: number,
  { at, kinds, before }: { at: number; kinds: ViewerKinds; before: number },
): Promise<void> {
  const row = { event, at, kinds: JSON.stringify(kinds) };
  await trx<HistoryRow>('viewer_history').insert(row).onConflict(['event', 'at']).merge();
  await trx<HistoryRow>('viewer_history').where({ event }).andWhere('at', '<', before).delete();
}

/** How many watched, by minute, since then. */
export async function viewerHistory(
  db: Executor,
  event: number,
  since: number,
): Promise<{ at: number; viewers: number }[]> {
  const rows = await db<HistoryRow>('viewer_history')
    .where({ event })
    .andWhere('at', '>=', since)
    .orderBy('at');
  return rows.map(({ at, kinds }) => ({ at, viewers: total(JSON.parse(kinds) as ViewerKinds) }));
}
