import type { RaceType } from '../domain/raceType';
import { isKayakCross } from '../domain/raceType';
import type { LiveRun } from './mergeStrategy';
import type { Sent } from './PushedFields';

/** A run as a pushed row tells it; undefined where something was sent that can't be read. */
export interface PushedRun {
  time: Sent<number>;
  pen: Sent<number>;
  total: Sent<number>;
  status: Sent<string>;
  /** Finish place; counts in kayak cross only, where it is the result. */
  rnk: Sent<number>;
}

type Figures = Pick<LiveRun, 'time' | 'pen' | 'total'>;

/** No time and no status: has not started, whatever else the row says. */
const NOT_STARTED: Figures = { time: null, pen: null, total: null };

/**
 * The run that a pushed row tells of, what can't be read of it filled in where the rest says it. Null where the rest leaves
 * open what the run is: then the stored one stays, for a wrong rank is worse than an old one.
 *
 * - Without its status a row may be of someone who has no rank.
 * - Beside a status no figure counts, so the stored ones stay.
 * - Of time, penalty and total any two give the third, except in a second run: there penalty and total may be the first
 *   run's (Canoe123 format, best-run leak).
 * - In kayak cross the rank counts as given, and the time says whether the boat has started.
 */
export function knownRun(pushed: PushedRun, stored: LiveRun, type: RaceType): LiveRun | null {
  const { status, rnk } = pushed;
  if (status === undefined) return null;
  const known = (value: Sent<number>, storedValue: number | null): number | null =>
    value === undefined ? storedValue : value;
  const kept: Figures = {
    time: known(pushed.time, stored.time),
    pen: known(pushed.pen, stored.pen),
    total: known(pushed.total, stored.total),
  };
  if (isKayakCross(type)) {
    const rank = known(rnk, stored.rnk ?? null);
    if (status !== null) return { ...kept, status, rnk: rank };
    if (pushed.time === undefined || rnk === undefined) return null;
    return { ...(pushed.time === null ? NOT_STARTED : kept), status, rnk: rank };
  }
  // The rank of slalom is computed; storing it would touch every row whenever one moves.
  if (status !== null) return { ...kept, status };
  const figures = slalomFigures(pushed, stored, type === 'best-run-2');
  return figures && { ...figures, status };
}

/** The figures of a run without status. */
function slalomFigures({ time, pen, total }: PushedRun, stored: LiveRun, mayLeak: boolean): Figures | null {
  if (time === null) return NOT_STARTED;
  if (time !== undefined && pen !== undefined && total !== undefined) return { time, pen, total };
  if (typeof total !== 'number') {
    if (mayLeak || total === null || typeof time !== 'number' || typeof pen !== 'number') return null;
    return { time, pen, total: time + pen };
  }
  if (mayLeak) {
    if (time === undefined) return null;
    return { time, pen: time === stored.time && total === stored.total ? stored.pen : null, total };
  }
  if (time !== undefined) return { time, pen: total < time ? null : total - time, total };
  if (typeof pen === 'number' && pen < total) return { time: total - pen, pen, total };
  return total === stored.total ? stored : { time: null, pen: null, total };
}
