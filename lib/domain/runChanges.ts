import { combineRuns } from './bestRun';
import { parseGateCells } from './gates';
import type { RunChange, RunRecord } from './records';
import { settleRun, type RunFigures } from './run';

/** What a run was before and is now; its status, figures and gates. */
export type ComparedRun = Pick<RunRecord, 'status' | 'time' | 'pen' | 'total' | 'gates'>;

/** When and from where a change came; `at` in milliseconds since 1970. */
export interface ChangeSource {
  at: number;
  by: RunChange['by'];
  /** The run as it was came from the other feed, which rounds in its own way. */
  isOtherFeed: boolean;
  /** In kayak cross the time is a finish order and a gate's cell a fault, so that only the status is compared. */
  isCross: boolean;
}

/** A second run without what is really the first one's; see `combineRuns`. */
export function withoutLeak(run: ComparedRun, first: RunFigures | null): ComparedRun {
  const settled = first && combineRuns(first, run).second;
  return settled ? { ...settled, gates: run.gates } : run;
}

/** A result tells at most this many changes. */
const MOST_CHANGES = 10;
/** Corrections of one thing within this time are one change, in milliseconds: a judge who presses twice. */
const ONE_CORRECTION_MS = 60_000;
/** What two feeds may differ by from rounding alone, in hundredths. */
const ROUNDING = 1;

type Difference = Pick<RunChange, 'what' | 'gate' | 'from' | 'to'>;

/**
 * The changes of a run that was over, `known` and what is new between the two, oldest first. What was not known before is
 * filled in and not changed: a judge may be late, and the live feed knows no gates.
 */
export function addChanges(
  known: readonly RunChange[],
  before: ComparedRun,
  after: ComparedRun,
  { at, by, isOtherFeed, isCross }: ChangeSource,
): RunChange[] {
  let changes = [...known];
  for (const difference of differences(before, after, isOtherFeed ? ROUNDING : 0, isCross)) {
    const isSame = ({ what, gate }: RunChange): boolean =>
      what === difference.what && gate === difference.gate;
    const last = changes.findLast(isSame);
    const isCorrected = last !== undefined && at - Date.parse(last.at) < ONE_CORRECTION_MS;
    if (isCorrected) changes = changes.filter((one) => one !== last);
    const from = isCorrected ? last.from : difference.from;
    if (from !== difference.to) changes.push({ at: new Date(at).toISOString(), by, ...difference, from });
  }
  return changes.slice(-MOST_CHANGES);
}

function differences(
  before: ComparedRun,
  after: ComparedRun,
  rounding: number,
  isCross: boolean,
): Difference[] {
  const was = settleRun(before);
  if (was === null) return [];
  const is = settleRun(after) ?? { time: null, pen: null, total: null, status: null };
  // A status takes the figures with it, and gives them back.
  if (was.status !== is.status) return [{ what: 'status', from: was.status, to: is.status }];
  if (isCross) return [];
  const found: Difference[] = gateDifferences(before.gates, after.gates);
  if (was.pen !== null && is.pen !== null && was.pen !== is.pen)
    found.push({ what: 'penalty', from: was.pen, to: is.pen });
  if (was.time !== null && Math.abs(was.time - (is.time ?? Infinity)) > rounding)
    found.push({ what: 'time', from: was.time, to: is.time });
  return found;
}

function gateDifferences(before: string | null, after: string | null): Difference[] {
  if (before === after) return [];
  const was = parseGateCells(before ?? '');
  const is = parseGateCells(after ?? '');
  return was.flatMap((from, at): Difference[] => {
    const to = is[at] ?? null;
    return from === null || to === null || from === to ? [] : [{ what: 'gate', gate: at + 1, from, to }];
  });
}
