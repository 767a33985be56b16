/**
 * What can be said of a run: while it goes on, whether it can still lead; after the finish, rank and gap.
 *
 *   const outlook = outlookOf(race.raceType, entry, rows, feed.runningTime(entry));
 *   outlookText(outlook, speech);   // "21.5 s left to lead", "can no longer lead", "3rd · +1.20"; '' for nothing
 *   outlookLine(outlook, speech);   // where there is room: with the podium, with the total that the rank is of
 *
 * A running clock is no result: it is compared with a final total only to say what is left, never as a gap. The clock
 * and the penalties only grow, so what can no longer be reached stays so (unless a penalty is taken back).
 */
import type { RaceType } from '../../../lib/domain/raceType';
import type { PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import { gapText, runningSeconds, seconds } from './format';
import type { Speech } from './language';
import { countedTotal, hasRun, isBestRun, runsOf } from './rows';

/** Times are hundredths; `left` is for time and further penalties together. */
export type Outlook =
  | { kind: 'lead'; left: number }
  /** The own first run leads already, so there is only that to better. */
  | { kind: 'improve'; left: number }
  /** `podium`: what is left to be among the first three; null where that is not known, or reached by the first run. */
  | { kind: 'no-lead'; podium: number | null }
  | { kind: 'no-podium' }
  /** The own first run stays the better one. */
  | { kind: 'no-improvement' }
  | FinishedOutlook;

/** After the finish. One run: total, rank and gap are of the one that counts. */
export interface FinishedOutlook {
  kind: 'finished';
  total: number;
  rank: number;
  /** To the best total of all; 0 for who leads. */
  gap: number;
  /** It is the first run of two that counts. */
  isFirstRun: boolean;
}

const PODIUM = 3;
/** Hundredths by which a sum may differ from rounding alone. */
const ROUNDING = 2;
/** Several boats on one clock: the order of arrival decides, and no total. */
const HEAD_TO_HEAD: ReadonlySet<RaceType> = new Set([
  'cross-heat',
  'cross-semifinal',
  'cross-final',
  'cross-extra',
]);

/**
 * The outlook of somebody on the course or just in the finish, among the rows of the race's list.
 * @param now the running time in hundredths; null where it is not known
 * @returns null where nothing can be said
 */
export function outlookOf(
  raceType: RaceType,
  entry: Pick<PublicOnCourseEntry, 'bib' | 'pen' | 'time' | 'total' | 'completed'>,
  rows: readonly PublicResult[],
  now: number | null,
): Outlook | null {
  if (HEAD_TO_HEAD.has(raceType)) return null;
  const own = rows.find(({ bib }) => bib === entry.bib);
  // Forerunners have totals and no rank: they are not compared with anybody.
  const others = rows
    .flatMap((row) => (row.bib === entry.bib || row.rnk === null ? [] : (countedTotal(row) ?? [])))
    .sort((a, b) => a - b);
  const isSecond = raceType === 'best-run-2';
  const first = isSecond && own !== undefined && isBestRun(own) ? (runsOf(own).first?.total ?? null) : null;
  if (!entry.completed) return runningOutlook(now, entry.pen, first, others);
  if (hasRun(own, isSecond ? 'second' : 'first')) return finishedOutlook(own);
  return arrivedOutlook(entry, first, others);
}

function runningOutlook(
  now: number | null,
  pen: number | null,
  first: number | null,
  others: readonly number[],
): Outlook | null {
  if (now === null || pen === null) return null;
  const soFar = now + pen;
  const leader = others[0] ?? Infinity;
  if (first !== null && soFar >= first) return { kind: 'no-improvement' };
  if (first !== null && first <= leader) return { kind: 'improve', left: first - soFar };
  if (leader === Infinity) return null;
  // Who equals the best total shares its rank.
  if (soFar <= leader) return { kind: 'lead', left: leader - soFar };
  const third = others[PODIUM - 1];
  if (third === undefined || (first !== null && first <= third)) return { kind: 'no-lead', podium: null };
  return soFar <= third ? { kind: 'no-lead', podium: third - soFar } : { kind: 'no-podium' };
}

/** What the list says of a run that is in it. */
export function finishedOutlook(row: PublicResult | undefined): FinishedOutlook | null {
  const total = row === undefined ? null : countedTotal(row);
  if (row === undefined || total === null || row.rnk === null) return null;
  const gap = row.rnk === 1 ? 0 : Math.round(Number(row.totalBehind ?? NaN) * 100);
  if (Number.isNaN(gap)) return null;
  const isFirstRun = isBestRun(row) && runsOf(row).second?.counts === false;
  return { kind: 'finished', total, rank: row.rnk, gap, isFirstRun };
}

/** In the finish, and not in the list yet. */
function arrivedOutlook(
  { time, pen, total }: Pick<PublicOnCourseEntry, 'time' | 'pen' | 'total'>,
  first: number | null,
  others: readonly number[],
): FinishedOutlook | null {
  // The timing may put the better run's penalty and total beside the second run's time.
  if (time === null || total === null || Math.abs(time + (pen ?? 0) - total) > ROUNDING) return null;
  const counted = first === null ? total : Math.min(first, total);
  const better = others.filter((one) => one < counted).length;
  const gap = better === 0 ? 0 : counted - (others[0] ?? counted);
  return {
    kind: 'finished',
    total: counted,
    rank: better + 1,
    gap,
    isFirstRun: first !== null && first <= total,
  };
}

/** The outlook in words, short enough for a board; empty for nothing. */
export function outlookText(outlook: Outlook | null, { t, ordinal }: Pick<Speech, 't' | 'ordinal'>): string {
  if (outlook === null) return '';
  switch (outlook.kind) {
    case 'lead':
    case 'improve':
      return t(`outlook.${outlook.kind}`, { seconds: runningSeconds(outlook.left) });
    case 'no-lead':
    case 'no-podium':
    case 'no-improvement':
      return t(`outlook.${outlook.kind}`);
    case 'finished':
      return [ordinal(outlook.rank), outlook.gap > 0 ? gapText(outlook.gap) : ''].filter(Boolean).join(' · ');
  }
}

/** The same where there is room for a line: what is left for the podium too, and the total that rank and gap are of. */
export function outlookLine(outlook: Outlook | null, speech: Pick<Speech, 't' | 'ordinal'>): string {
  const { t } = speech;
  const parts = [outlookText(outlook, speech)];
  if (outlook?.kind === 'no-lead' && outlook.podium !== null)
    parts.push(t('outlook.podium', { seconds: runningSeconds(outlook.podium) }));
  if (outlook?.kind === 'finished') {
    parts.unshift(seconds(outlook.total));
    if (outlook.isFirstRun) parts.unshift(t('outlook.firstCounts'));
  }
  return parts.filter(Boolean).join(' · ');
}
