import { DAY_MS, timeOfDayMs } from './timeOfDay';

/** Apart from the gate before by this alone, a time was filled in by the timing system (Canoe123 format). Milliseconds. */
const FILLED_IN_MS = 2_000;
/** No run takes as long: what is later is of another run. */
const LONGEST_MS = 30 * 60_000;

/**
 * How long after the start each gate was judged, in hundredths of a second; null for a gate that was not, or whose time was filled in.
 * A judge may be seconds late, so this is an approximation and nothing is ranked by it.
 *
 * @param gateTimes Canoe123's `GateTimes`: milliseconds since midnight for each gate, with `;` after each, 0 for none
 * @param dtStart the start's time of day, alone or in ISO text
 * @returns null where there is none at all
 */
export function splitsOf(gateTimes: string | null, dtStart: string | null): (number | null)[] | null {
  const startMs = timeOfDayMs(dtStart);
  if (gateTimes === null || startMs === null) return null;
  const cells = gateTimes.replace(/;\s*$/, '').split(';');
  let before = 0;
  const splits = cells.map((cell) => {
    const at = /^\s*\d{1,8}\s*$/.test(cell) ? Number(cell) : 0;
    const isFilledIn = before > 0 && at - before === FILLED_IN_MS;
    before = at;
    // A run may go over midnight.
    const sinceMs = (at - startMs + DAY_MS) % DAY_MS;
    return at === 0 || isFilledIn || sinceMs > LONGEST_MS ? null : Math.round(sinceMs / 10);
  });
  return splits.some((split) => split !== null) ? splits : null;
}
