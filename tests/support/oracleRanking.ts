import { type Columns, type Entry, type Figure, type Race } from './oracleExport';
import { NOTHING, type OracleRow, absent, reviewOf, settled, shownRun, whoIs } from './oracleRows';

/** A row with what it is ranked by. */
export interface Ranked {
  counts: Figure;
  tieBreak: Figure;
  row: OracleRow;
}

/** The runs of a best-run race, put together. */
export function bothRuns(
  firsts: Entry[],
  seconds: Entry[],
  people: Map<string, Columns>,
  races: Race[],
): Ranked[] {
  const [noFirst, noSecond] = [firsts, seconds].map((list) =>
    settled(
      absent(
        races.find(({ raceId }) => raceId === list[0]?.raceId),
        list,
      ),
    ),
  );
  const ids = new Set([...firsts, ...seconds].map((entry) => entry.participantId));
  const pairs = [...ids].map((id) => {
    const [one, two] = [firsts, seconds].map((list) => list.find((entry) => entry.participantId === id));
    const repeated = settled(two?.prev ?? NOTHING);
    const first = one ? (settled(one.run) ?? (repeated ? null : (noFirst ?? null))) : repeated;
    let second = settled(two?.run ?? NOTHING);
    // The leak: the second run's row has the first run's penalty and total.
    const firstTotal = first?.total ?? null;
    const isLeak =
      second !== null &&
      second.total !== null &&
      firstTotal !== null &&
      Math.abs(second.total - firstTotal) <= 2 &&
      (second.time === null || Math.abs(second.total - second.time - (second.pen ?? 0)) > 2);
    if (isLeak) {
      const time = second?.time ?? null;
      second = time === null ? null : { time, pen: null, total: time, status: null };
    }
    if (two) second ??= noSecond ?? null;
    return { one, two, first, second, isLeak };
  });
  const firstTotals = pairs.flatMap(({ first }) => first?.total ?? []);
  return pairs.map(({ one, two, first, second, isLeak }): Ranked => {
    const totals = [first?.total ?? null, isLeak ? null : (second?.total ?? null)];
    const counting = totals.filter((total) => total !== null);
    const best = counting.length > 0 ? Math.min(...counting) : null;
    const entry = two ?? one;
    if (!entry) throw new Error('a pair without a run');
    const statuses = [first?.status, second?.status].filter((status) => typeof status === 'string');
    const catId = entry.catId ?? one?.catId;
    return {
      counts: best,
      tieBreak: counting.length === 2 ? Math.max(...counting) : null,
      row: {
        ...whoIs(
          { ...entry, catId: catId ?? null, startOrder: entry.startOrder ?? one?.startOrder ?? null },
          people,
        ),
        ...shownRun(second ?? first ?? NOTHING),
        status: best === null ? (statuses.sort((a, b) => place(a) - place(b))[0] ?? null) : null,
        betterRunNr: best === null ? null : best === totals[0] ? 1 : 2,
        totalTotal: best,
        prevTime: second && first ? first.time : null,
        prevPen: second && first ? first.pen : null,
        prevTotal: second && first ? first.total : null,
        prevRnk: second && first && first.total !== null ? rankOf(first.total, firstTotals) : null,
        prevStatus: first?.status ?? null,
        currStatus: second?.status ?? null,
        ...reviewOf([one, two], races),
      },
    };
  });
}

/** Adds ranks and gaps, overall and in each category, and sorts. */
export function ranked(list: Ranked[]): OracleRow[] {
  const rows = list.map((one): OracleRow => {
    const inCategory = list.filter(({ row }) => one.row.catId !== null && row.catId === one.row.catId);
    const [rnk, totalBehind] = standing(one, list);
    const [catRnk, catTotalBehind] = standing(one, inCategory);
    return { ...one.row, rnk, totalBehind, catRnk, catTotalBehind };
  });
  return rows.sort(bySlalom);
}

/** One more than those who are better; equal totals are told apart by the other run, if at all. */
export function standing(one: Ranked, among: Ranked[]): [Figure, string | null] {
  const { counts, tieBreak } = one;
  if (counts === null || among.length === 0) return [null, null];
  const totals = among.flatMap((other) => other.counts ?? []);
  const better = among.filter(
    (other) =>
      other.counts !== null &&
      (other.counts < counts ||
        (other.counts === counts && (other.tieBreak ?? Infinity) < (tieBreak ?? Infinity))),
  );
  const behind = counts - Math.min(...totals);
  return [better.length + 1, behind === 0 ? '0.00' : `+${(behind / 100).toFixed(2)}`];
}

export const rankOf = (total: number, totals: number[]): number =>
  1 + totals.filter((other) => other < total).length;

export function placeInHeat(entry: Entry, race: Entry[]): Figure {
  const { time, status } = entry.run;
  if (time === null || status !== null) return null;
  const heat = race.filter((one) => one.heatNr === entry.heatNr && one.roundNr === entry.roundNr);
  return rankOf(
    time,
    heat.flatMap(({ run }) => (run.status === null && run.time !== null ? run.time : [])),
  );
}

/** The order of a slalom list. */
export const bySlalom = inOrder((row) =>
  row.rnk !== null
    ? [0, orLast(row.rnk), row.bib]
    : row.status === null
      ? [1, orLast(row.startOrder), row.bib]
      : [2, place(row.status), row.bib],
);

export const STATUSES = ['DNF', 'CAP', 'RAL', 'DNS', 'DSQ'];

export function place(status: unknown): number {
  if (status === null) return -1;
  const at = STATUSES.indexOf(status as string);
  return at < 0 ? STATUSES.length : at;
}

export const orLast = (value: unknown): number => (typeof value === 'number' ? value : Infinity);

/** Compares by keys, one after the other; texts are bibs, with the numbers in them as numbers. */
export function inOrder(keysOf: (row: OracleRow) => unknown[]): (a: OracleRow, b: OracleRow) => number {
  const bibs = new Intl.Collator('en', { numeric: true });
  return (a, b) => {
    const [left, right] = [keysOf(a), keysOf(b)];
    for (const [at, value] of left.entries()) {
      const other = right[at];
      if (value === other) continue;
      return typeof value === 'number' && typeof other === 'number'
        ? value - other
        : bibs.compare(String(value), String(other));
    }
    return 0;
  };
}
