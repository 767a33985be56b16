import type { Place, Standing } from './ranking';
import type { ResultRecord } from './records';
import type { PublicResult } from './views';

/** What a row is made of: the records of its runs, null for one that there is none of. */
export interface RowSource {
  firstRow: ResultRecord | null;
  secondRow: ResultRecord | null;
}

/** For which run a row without figures is of one who did not start; see `isSilentDns`. */
export interface Silence {
  first: boolean;
  second: boolean;
}

/** A row with what it is ranked by. */
export interface MadeRow extends Standing {
  /** As it was last placed, or in no place yet. */
  row: PublicResult;
  /** Whether it shows a run before the one that it is about. */
  hasPrev: boolean;
  /** The first run's total in hundredths of a second, where the first runs are ranked by themselves. */
  firstTotal: number | null;
}

/**
 * The rows of one list as they were last made. Who makes the list again, after a few of its results changed, makes only
 * those rows, and has the very same objects for the others. Good for as long as all that rows are made of besides
 * results is the same: classes, participants, races, courses, and whether the list is detailed.
 */
export class KnownRows {
  private readonly known = new Map<string, RowSource & { silence: Silence; made: MadeRow }>();

  /** The row made of these records; `make` is asked where it is not known, and may answer null for none. */
  made(
    participantId: string,
    { firstRow, secondRow }: RowSource,
    silence: Silence,
    make: () => MadeRow | null,
  ): MadeRow | null {
    const known = this.known.get(participantId);
    const isMadeOfThese =
      known?.firstRow === firstRow &&
      known.secondRow === secondRow &&
      known.silence.first === silence.first &&
      known.silence.second === silence.second;
    if (isMadeOfThese) return known.made;
    const made = make();
    if (made) this.known.set(participantId, { firstRow, secondRow, silence, made });
    return made;
  }
}

/**
 * The row in this place: the very same as before where it stands there already.
 *
 * @param prevRnk the first run's rank, in lists that tell it.
 */
export function placeRow(made: MadeRow, place: Place, prevRnk?: number | null): PublicResult {
  const { row } = made;
  const isThere =
    row.rnk === place.rnk &&
    row.totalBehind === place.totalBehind &&
    row.catRnk === place.catRnk &&
    row.catTotalBehind === place.catTotalBehind &&
    row.prevRnk === prevRnk;
  if (isThere) return row;
  // Who holds the list that it was in before still holds the row: that one stays as it is.
  const placed = { ...row };
  placed.rnk = place.rnk;
  placed.totalBehind = place.totalBehind;
  placed.catRnk = place.catRnk;
  placed.catTotalBehind = place.catTotalBehind;
  if (prevRnk !== undefined) placed.prevRnk = prevRnk;
  made.row = placed;
  return placed;
}
