/** What is read out of result rows: the runs behind a best-run row, what counts, who is still to run. */
import type { PublicOnCourseEntry, PublicResult, PublicStart } from '../../../lib/domain/views';

/** One run of a row. Hundredths; all null but `status` where it was not finished. */
export interface Run {
  time: number | null;
  pen: number | null;
  total: number | null;
  status: string | null;
  /** This run, of two, is the one that counts. */
  counts: boolean;
}

export interface Runs {
  first: Run | null;
  second: Run | null;
}

/** Whether a row is of a best-run race. */
export const isBestRun = (row: PublicResult): boolean => row.betterRunNr !== undefined;

/** The runs of a row; a row of a single run has only a first one. Null for a run not yet run. */
export function runsOf(row: PublicResult): Runs {
  const { time, pen, total } = row;
  const shown = { time, pen, total };
  const { betterRunNr = 1, prevTime = null, prevPen = null, prevTotal = null } = row;
  const { prevStatus = null, currStatus = null } = row;
  const wasRun = time !== null || total !== null;
  if (!isBestRun(row)) {
    const { status } = row;
    return {
      first: wasRun || status !== null ? { ...shown, status, counts: true } : null,
      second: null,
    };
  }
  const hasPrevious = prevTime !== null || prevTotal !== null;
  if (hasPrevious || currStatus !== null || betterRunNr === 2) {
    const first = { time: prevTime, pen: prevPen, total: prevTotal, status: prevStatus };
    return {
      first: hasPrevious || prevStatus !== null ? { ...first, counts: betterRunNr === 1 } : null,
      second: { ...shown, status: currStatus, counts: betterRunNr === 2 },
    };
  }
  return {
    first: wasRun || prevStatus !== null ? { ...shown, status: prevStatus, counts: betterRunNr === 1 } : null,
    second: null,
  };
}

/** The total by which a row is ranked. */
export const countedTotal = (row: PublicResult): number | null =>
  row.totalTotal === undefined ? row.total : row.totalTotal;

/** The best total of a list, and whose it is; null while nobody has one. */
export function leaderOf(
  rows: readonly PublicResult[] | undefined,
): { row: PublicResult; total: number } | null {
  const row = rows?.find(({ rnk }) => rnk === 1);
  const total = row === undefined ? null : countedTotal(row);
  return row === undefined || total === null ? null : { row, total };
}

/** Whether a row has a result of this run of the race: `second` for the second of a best-run pair. */
export function hasRun(row: PublicResult | undefined, run: 'first' | 'second'): boolean {
  if (row === undefined) return false;
  if (row.heatNr !== undefined) return row.rnk !== null || row.status !== null;
  return runsOf(row)[run] !== null;
}

/** Whether a boat of a heat goes on to the next round. */
export const hasGoneThrough = ({ qualified }: PublicResult): boolean =>
  qualified !== null && qualified !== undefined && !/^(|0|n|no|false)$/i.test(qualified.trim());

/** Those of a start list who are neither on the course nor have a result yet, in start order. */
export function nextStarters(
  starts: readonly PublicStart[],
  rows: readonly PublicResult[],
  onCourse: readonly PublicOnCourseEntry[],
  run: 'first' | 'second',
): PublicStart[] {
  const byBib = new Map(rows.map((row) => [row.bib, row]));
  const away = new Set(onCourse.filter(({ dtStart }) => dtStart !== null).map(({ bib }) => bib));
  return starts.filter(({ bib }) => !away.has(bib) && !hasRun(byBib.get(bib), run));
}

/** A name as `FAMILY` and `Given`: family names come in capitals. A team's name is all family name. */
export function nameParts(name: string): { family: string; given: string } {
  const words = name.split(' ');
  const isCapital = (word: string): boolean => word === word.toUpperCase();
  let count = 0;
  while (count < words.length && isCapital(words[count] ?? '')) count += 1;
  if (count === 0) return { family: name, given: '' };
  return { family: words.slice(0, count).join(' '), given: words.slice(count).join(' ') };
}

/** The bib as people know it: in an overall list `t 12` is bib 12 of the time trial. */
export const shownBib = ({ bib, reached }: Pick<PublicResult, 'bib' | 'reached'>): string =>
  reached === 'time-trial' ? bib.replace(/^t\s*/i, '') : bib;

/** What a favourite is known by: the ICF id, without one the name. */
export const favouriteKey = ({ athleteId, name }: { athleteId: string | null; name: string }): string =>
  athleteId ?? name;

/** Whoever can be marked, by themselves or with their club. */
type Markable = Parameters<typeof favouriteKey>[0] & { club: string | null };

/** What a followed club is known by; no ICF id or name begins so. */
export const clubKey = (club: string): string => `club:${club}`;

/** Whether somebody is a favourite, or of a club that is followed. */
export const isFavourite = (favourites: ReadonlySet<string>, athlete: Markable): boolean =>
  favourites.size > 0 &&
  (favourites.has(favouriteKey(athlete)) || (athlete.club !== null && favourites.has(clubKey(athlete.club))));

/** The members of a team by their family names, which boards have room for: `LIPAN, ŘEKA, PROUD`. */
export const membersText = (members: readonly string[]): string =>
  members
    .map((name) =>
      name
        .split(' / ')
        .map((one) => nameParts(one).family || one)
        .join(' / '),
    )
    .join(', ');

/** A name as running text, for notices and labels: `Jan Novák`. A team's name stays as it is. */
export function spokenName(name: string, isTeam = false): string {
  if (isTeam) return name;
  return name
    .split(' / ')
    .map((one) => {
      const { family, given } = nameParts(one);
      if (given === '') return one;
      const capitalised = family.replace(
        /\p{L}+/gu,
        (word) => word.charAt(0) + word.slice(1).toLocaleLowerCase(),
      );
      return `${given} ${capitalised}`;
    })
    .join(' / ');
}
