import type { PreviousRun, ResultRecord } from '../domain/records';

/** How to bring the figures of a file to hundredths: time ÷ `timeDivisor`, penalty × `penFactor`. */
export interface TimeMode {
  unit: 'milliseconds' | 'hundredths';
  /** 10 for milliseconds, 1 for hundredths. */
  timeDivisor: 10 | 1;
  /** 100 where Pen holds whole seconds, 1 where it holds hundredths. */
  penFactor: 100 | 1;
}

type Figures = Pick<PreviousRun, 'time' | 'pen' | 'total'>;

const MILLISECONDS: TimeMode = { unit: 'milliseconds', timeDivisor: 10, penFactor: 100 };
const HUNDREDTHS: TimeMode = { unit: 'hundredths', timeDivisor: 1, penFactor: 1 };
/** Not seen so far, but the sum leaves no doubt where a file has it. */
const HUNDREDTHS_PEN_SECONDS: TimeMode = { unit: 'hundredths', timeDivisor: 1, penFactor: 100 };

/** A slalom run lasts 20 s to 200 s: above this a Time is milliseconds, below it hundredths. */
const LONGEST_IN_HUNDREDTHS = 20_000;

/**
 * Decides in what unit a whole file holds its times; the file's own `TimeMode` says nothing. First by the
 * sums of rows that have a penalty, the majority deciding, then by the size of the times, then milliseconds.
 *
 * @param results with the figures as they stand in the file.
 * @param isEvidence false for kayak-cross rows, whose Time is a finish order.
 * @returns the mode, and a sentence where rows contradict it.
 */
export function decideTimeMode(
  results: Iterable<ResultRecord>,
  isEvidence: (result: ResultRecord) => boolean,
): { mode: TimeMode; warning: string | null } {
  const votes = new Map<TimeMode, number>();
  let long = 0;
  let short = 0;
  for (const result of results) {
    if (!isEvidence(result)) continue;
    countVote(votes, result);
    if (result.prev !== null) countVote(votes, result.prev);
    // A run with a status may have been stopped early: its time says nothing by its size.
    if (result.time === null || result.time === 0 || result.status !== null) continue;
    if (result.time > LONGEST_IN_HUNDREDTHS) long++;
    else short++;
  }
  const ranked = [...votes].sort(([, a], [, b]) => b - a);
  const [first, second] = ranked;
  if (first === undefined || first[1] === second?.[1]) {
    return { mode: short > long ? HUNDREDTHS : MILLISECONDS, warning: null };
  }
  const cast = ranked.reduce((sum, [, count]) => sum + count, 0);
  const against = cast - first[1];
  const warning =
    against === 0
      ? null
      : `${against} of ${cast} sums with a penalty contradict the file's time unit, ${first[0].unit}`;
  return { mode: first[0], warning };
}

/** A best-run row that repeats the other run's penalty fits no mode and has no vote. */
function countVote(votes: Map<TimeMode, number>, { time, pen, total }: Figures): void {
  if (time === null || total === null || pen === null || pen === 0) return;
  const difference = total - time;
  let mode: TimeMode;
  // Total may be rounded to the hundredth where Time is not.
  if (Math.abs(difference - pen * 1000) < 10) mode = MILLISECONDS;
  else if (difference === pen) mode = HUNDREDTHS;
  else if (difference === pen * 100) mode = HUNDREDTHS_PEN_SECONDS;
  else return;
  votes.set(mode, (votes.get(mode) ?? 0) + 1);
}

/** Turns time, penalty and total, in place, from the file's units to hundredths, half a hundredth up. */
export function toHundredths(figures: Figures, mode: TimeMode): void {
  if (figures.time !== null) figures.time = Math.round(figures.time / mode.timeDivisor);
  if (figures.total !== null) figures.total = Math.round(figures.total / mode.timeDivisor);
  if (figures.pen !== null) figures.pen *= mode.penFactor;
}
