/** What happened in a race before the page was opened: put together from its results, for who loads the page anew. */
import { DAY_MS } from '../../../lib/domain/timeOfDay';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import type { LiveState } from '../shared/part';
import { RaceTimeline } from '../shared/RaceTimeline';
import { happenings, type Happening } from './happenings';

/** Runs of which it is told: about as far back as anyone asks. */
const MOST_ENDS = 40;
/** After a run's end at a moment, before the next one's. */
const STEP_MS = 1;

/** Something that happened, in ms since 1970. */
export interface Remembered {
  at: number;
  happened: Happening;
}

/** Of results nothing is told that also starts and gates tell. */
const isOfResult = ({ kind }: Happening): boolean => kind === 'finish' || kind === 'status';

/**
 * Finishes, leads and statuses of a race, the oldest first, and what was changed afterwards.
 *
 * @param races of one list: a race, or the two runs of a pair in their order
 * @param rows the list with gates and times of day
 * @param midnight of the venue's day in ms since 1970
 */
export function storyOf(
  state: LiveState,
  races: readonly PublicRace[],
  rows: readonly PublicResult[],
  midnight: number,
): Remembered[] {
  const timeline = new RaceTimeline({ ...state, oncourse: [] }, races, rows);
  const ends = timeline.ends.slice(-MOST_ENDS);
  const told = ends.flatMap((end) => {
    const at = midnight + end;
    return happenings(timeline.stateAt(end - STEP_MS), timeline.stateAt(end), at)
      .filter(isOfResult)
      .map((happened): Remembered => ({ at, happened }));
  });
  const [first = midnight] = told.map(({ at }) => at);
  return [...told, ...correctionsOf(races, rows)]
    .filter(({ at }) => at >= first && at < midnight + 2 * DAY_MS)
    .sort((a, b) => a.at - b.at);
}

/** What was changed after the finish, as the rows say. */
function correctionsOf(races: readonly PublicRace[], rows: readonly PublicResult[]): Remembered[] {
  return rows.flatMap((row) =>
    (row.changes ?? []).map((change): Remembered => {
      const isFirst = change.run === 1 && row.betterRunNr !== 1;
      const race = races[(change.run ?? 1) - 1] ?? races[0];
      const total = (change.run === 1 && typeof row.prevTotal === 'number' ? row.prevTotal : row.total) ?? 0;
      return {
        at: Date.parse(change.at),
        happened: {
          kind: 'correction',
          ...{ raceId: race?.raceId ?? '', bib: row.bib, name: row.name, total },
          ...{ rank: isFirst ? null : row.rnk, changes: [change] },
        },
      };
    }),
  );
}
