/** Who of the whole event is meant by a text, by class. */
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import type { LiveState } from '../shared/part';
import type { RaceTab } from '../shared/races';
import { hasRun } from '../shared/rows';
import { matches } from './finding';

/** Fewer letters would find half of the event; a bib may have one digit. */
const FEWEST_LETTERS = 2;

export interface Hit {
  tab: RaceTab;
  /** By the tab's list, where somebody is in it already. */
  row: PublicResult | null;
  athlete: PublicResult | PublicStart;
  /** When the athlete starts in races of the tab that are still to be run, in their order; as in `10:42:00`. */
  starts: string[];
  isOnCourse: boolean;
}

export interface ClassHits {
  classId: string;
  hits: Hit[];
}

/** Whether a text is enough to look for. */
export const isSearch = (query: string): boolean =>
  query.trim().length >= FEWEST_LETTERS || /^\d+$/.test(query.trim());

/** Everybody who is meant, by class in the order of the programme; nobody is left out. */
export function search(state: LiveState, tabs: readonly RaceTab[], query: string): ClassHits[] {
  if (!isSearch(query)) return [];
  const byClass = new Map<string, Hit[]>();
  for (const tab of tabs) {
    const hits = hitsOf(state, tab, (athlete) => matches(athlete, query));
    if (hits.length > 0) byClass.set(tab.classId, [...(byClass.get(tab.classId) ?? []), ...hits]);
  }
  return [...byClass].map(([classId, hits]) => ({ classId, hits }));
}

/** Those of a tab who are meant, with how each stands. */
export function hitsOf(
  state: LiveState,
  tab: RaceTab,
  isMeant: (athlete: PublicResult | PublicStart) => boolean,
): Hit[] {
  const rows = new Map<string, PublicResult>();
  const starters = new Map<string, PublicStart>();
  for (const { raceId } of tab.races) {
    for (const row of state.results[raceId] ?? []) rows.set(row.bib, row);
    for (const start of state.startlists[raceId] ?? []) starters.set(start.bib, start);
  }
  const athletes = new Map<string, PublicResult | PublicStart>([...starters, ...rows]);
  const found = [...athletes.values()].filter(isMeant);
  return found.map((athlete) => {
    const row = rows.get(athlete.bib) ?? null;
    return {
      tab,
      row,
      athlete,
      starts: startsOf(state, tab, athlete.bib, row),
      isOnCourse: state.oncourse.some(
        ({ raceId, bib, dtStart, completed }) =>
          bib === athlete.bib &&
          dtStart !== null &&
          !completed &&
          tab.races.some((race) => race.raceId === raceId),
      ),
    };
  });
}

/** When somebody is still to start in the races of a tab. */
function startsOf(
  { startlists }: Pick<LiveState, 'startlists'>,
  tab: RaceTab,
  bib: string,
  row: PublicResult | null,
): string[] {
  return tab.races.flatMap(({ raceId, raceType }) => {
    const isRun = row !== null && hasRun(row, raceType === 'best-run-2' ? 'second' : 'first');
    const start = isRun ? undefined : startlists[raceId]?.find((one) => one.bib === bib);
    return start?.startTime ? [start.startTime] : [];
  });
}
