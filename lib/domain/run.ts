import type { RunRecord } from './records';

/** The figures of one run, in hundredths of a second. */
export type RunFigures = Pick<RunRecord, 'time' | 'pen' | 'total' | 'status'>;

/**
 * One run's figures made consistent, or null for a run not yet run (neither time, total nor status). A run with a
 * status has no total and no penalty: a second run's DNF may carry the first run's (Canoe123 format). A missing
 * total is time plus penalty.
 */
export function settleRun(run: RunFigures): RunFigures | null {
  const { time, pen, total, status } = run;
  if (status !== null) return { time, pen: null, total: null, status };
  if (total !== null) return { time, pen, total, status };
  return time === null ? null : { time, pen, total: time + (pen ?? 0), status };
}
