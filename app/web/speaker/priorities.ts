/** What a commentator is not to miss at this moment, the most important first. Pure. */
import type { PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import { countedTotal, isFavourite } from '../shared/rows';
import type { Outlook } from '../shared/outlook';
import type { Finish, Happening, Told } from './happenings';

export type Priority =
  /** Somebody took the lead a moment ago. */
  | { kind: 'lead'; told: Told }
  /** A finish that was decided by little; hundredths behind the place that was missed. */
  | { kind: 'close'; bib: string; name: string; behind: number; place: number }
  /** Near the finish, and able to lead; hundredths that are left. */
  | { kind: 'attack'; bib: string; name: string; left: number }
  /** On the course: among the first three by their first run. */
  | { kind: 'ranked'; bib: string; name: string; rank: number }
  /** On the course: marked by who speaks. */
  | { kind: 'favourite'; bib: string; name: string };

/** How long a finish is of this moment. */
const RECENT_MS = 40_000;
/** Hundredths. */
const CLOSE = 50;
const PODIUM = 3;
/** Of the gates; from there on the finish is near. */
const LATE = 0.7;

interface Sight {
  /** Newest first. */
  told: readonly Told[];
  /** By the server's clock, ms since 1970. */
  now: number;
  entries: readonly PublicOnCourseEntry[];
  rows: readonly PublicResult[];
  favourites: ReadonlySet<string>;
  outlookOf: (entry: PublicOnCourseEntry) => Outlook | null;
}

export function prioritiesOf(sight: Sight): Priority[] {
  const { told, now } = sight;
  const recent = told.filter(({ at }) => now - at < RECENT_MS);
  const leads = recent.filter(({ happened }) => happened.kind === 'finish' && happened.led !== null);
  return [
    ...leads.slice(0, 1).map((one): Priority => ({ kind: 'lead', told: one })),
    ...attacks(sight),
    ...recent.flatMap(({ happened }) => closeOf(happened, sight.rows)).slice(0, 1),
    ...namesOnCourse(sight),
  ];
}

function attacks({ entries, outlookOf }: Sight): Priority[] {
  return entries.flatMap((entry): Priority[] => {
    const { bib, name, gates, completed } = entry;
    const judged = gates.filter(({ penalty }) => penalty !== null).length;
    if (completed || gates.length === 0 || judged < gates.length * LATE) return [];
    const outlook = outlookOf(entry);
    return outlook?.kind === 'lead' ? [{ kind: 'attack', bib, name: name ?? bib, left: outlook.left }] : [];
  });
}

/** The lead or the podium was missed by little. */
function closeOf(happened: Happening, rows: readonly PublicResult[]): Priority[] {
  if (happened.kind !== 'finish') return [];
  const { bib, name, rank, counted }: Finish & { bib: string; name: string } = happened;
  if (rank === null) return [];
  const place = rank > PODIUM ? PODIUM : 1;
  const holder = rows.find((row) => row.rnk === place);
  const total = holder === undefined ? null : countedTotal(holder);
  if (rank === 1 || total === null || counted - total > CLOSE) return [];
  return [{ kind: 'close', bib, name, behind: counted - total, place }];
}

function namesOnCourse({ entries, rows, favourites }: Sight): Priority[] {
  const running = entries.filter(({ completed }) => !completed);
  const of = running.flatMap((entry) => {
    const row = rows.find(({ bib }) => bib === entry.bib);
    return row === undefined ? [] : [{ bib: entry.bib, name: entry.name ?? entry.bib, row }];
  });
  return [
    ...of
      .filter(({ row }) => row.rnk !== null && row.rnk <= PODIUM)
      .sort((a, b) => (a.row.rnk ?? 0) - (b.row.rnk ?? 0))
      .map(({ bib, name, row }): Priority => ({ kind: 'ranked', bib, name, rank: row.rnk ?? 0 })),
    ...of
      .filter(({ row }) => isFavourite(favourites, row))
      .map(({ bib, name }): Priority => ({ kind: 'favourite', bib, name })),
  ];
}
