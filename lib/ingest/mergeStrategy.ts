import type { MergeStrategy } from '../db/eventRepository';
import type { StoredResult } from '../db/raceDayRepository';
import type { ResultRecord } from '../domain/records';

/** How long a result that the live feed set is safe from exports that may have been written before it. */
export const LIVE_HOLD_MS = 60_000;

/** What the live feed says of one run; it knows no gates. Times in hundredths. */
export interface LiveRun {
  time: number | null;
  pen: number | null;
  total: number | null;
  status: string | null;
  /** Finish place; given for kayak cross only, where it is the result. */
  rnk?: number | null;
  /** The jury looks into it; not where not given. */
  isUnderReview?: boolean;
}

/**
 * The row to store when an export brings `incoming`. Place in the start list and all that is not the
 * run itself always comes from the export.
 *
 * - `live-first`: for 60 s after the live feed set a run, the export does not touch it; later exports
 *   win, so that protests entered in Canoe123 reach the public.
 * - `xml-first`: the export wins at once, except that an empty run never erases a live one in those 60 s.
 * - `latest`: whatever came last.
 *
 * What was corrected by hand stays for as long as the export says what the timing said before.
 *
 * Gate detail is taken from the export even for a held run where it tells of the same run; the mark of a review, which the
 * live feed sets and drops, from the feed as long as the run is the feed's.
 */
export function mergeExported(
  strategy: MergeStrategy,
  stored: StoredResult | undefined,
  incoming: ResultRecord,
  now: number,
): StoredResult {
  if (!stored) return { ...incoming, liveAt: null, byHand: null };
  if (stored.byHand && sameRun(stored.byHand.before, incoming)) return withRunOf(stored, incoming);
  if (stored.liveAt === null) return { ...incoming, liveAt: null, byHand: null };
  const { isUnderReview } = stored;
  if (sameRun(stored, incoming)) return { ...incoming, isUnderReview, liveAt: stored.liveAt, byHand: null };
  const held =
    now - stored.liveAt < LIVE_HOLD_MS &&
    (strategy === 'live-first' || (strategy === 'xml-first' && !hasRun(incoming)));
  if (!held) return { ...incoming, liveAt: null, byHand: null };
  return withRunOf(stored, incoming);
}

/** The row of an export with the run as it is stored. */
function withRunOf(stored: StoredResult, incoming: ResultRecord): StoredResult {
  const { status, isUnderReview, time, pen, total, rnk, gates, splits, faults, dtStart, dtFinish } = stored;
  const { liveAt, byHand } = stored;
  return {
    ...incoming,
    status,
    isUnderReview,
    time,
    pen,
    total,
    rnk,
    gates,
    splits,
    faults,
    dtStart,
    dtFinish,
    liveAt,
    byHand,
  };
}

/** Whether a row that the export no longer has stays for now, because the live feed set it just now. */
export function outlivesExport(strategy: MergeStrategy, stored: StoredResult, now: number): boolean {
  return (
    strategy !== 'latest' && stored.liveAt !== null && hasRun(stored) && now - stored.liveAt < LIVE_HOLD_MS
  );
}

/**
 * The row to store when the live feed brings `run`, or `stored` itself where nothing changes. Gate
 * detail and times of day that an export brought stay. With `xml-first` a run that an export gave stays.
 */
export function mergeLive(
  strategy: MergeStrategy,
  stored: StoredResult,
  run: LiveRun,
  now: number,
): StoredResult {
  // A feed repeats what was corrected, with every push.
  if (stored.byHand) return stored;
  const { isUnderReview = false } = run;
  const rnk = run.rnk === undefined ? stored.rnk : run.rnk;
  const isSame = sameRun(stored, run) && stored.rnk === rnk;
  if (isSame && stored.isUnderReview === isUnderReview) return stored;
  if (isSame) return { ...stored, isUnderReview, liveAt: now };
  if (strategy === 'xml-first' && stored.liveAt === null && hasRun(stored)) return stored;
  const { time, pen, total, status } = run;
  return { ...stored, time, pen, total, status, isUnderReview, rnk, liveAt: now };
}

/** Whether anything of a run is known. */
export const hasRun = (run: LiveRun): boolean =>
  run.time !== null || run.total !== null || run.status !== null;

/** A penalty without a run (the feed sends 0 for those who have not started) says nothing. */
export const sameRun = (a: LiveRun, b: LiveRun): boolean =>
  (!hasRun(a) && !hasRun(b)) ||
  (a.time === b.time && a.status === b.status && a.total === b.total && (a.pen ?? 0) === (b.pen ?? 0));
