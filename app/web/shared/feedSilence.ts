import { raceStatesOf } from './raceStates';
import type { LiveState } from './live';

/**
 * A minute, and the 10 s by which the state may be behind: on-course lists come every second, and where nobody is on
 * the course an export comes with every result.
 */
const SILENT_MS = 70_000;
/** Where somebody was on the course, of whom a bridge tells every second; the state may be behind by 10 s. */
const SILENT_MID_RUN_MS = 15_000;

/**
 * When the timing was last heard of, in ms since 1970, if that is too long ago for what is going on; null otherwise, and
 * where the server does not tell. Between races, before and after, a timing has nothing to say.
 */
export function feedSilence(state: LiveState, serverNow: number): number | null {
  const { event, timing, oncourse } = state;
  if (event.status !== 'running' || typeof timing?.heardAt !== 'string') return null;
  const heardAt = Date.parse(timing.heardAt);
  if (!(serverNow - heardAt > (timing.isMidRun ? SILENT_MID_RUN_MS : SILENT_MS))) return null;
  const isGoingOn =
    timing.isMidRun ||
    oncourse.some(({ dtStart, completed }) => dtStart !== null && !completed) ||
    [...raceStatesOf(state, serverNow).values()].includes('running');
  return isGoingOn ? heardAt : null;
}
