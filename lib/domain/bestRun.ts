import { isForerunnerRace } from './forerunners';
import { KnownRows, placeRow } from './KnownRows';
import type { MadeRow, RowSource, Silence } from './KnownRows';
import type { BestRunPair } from './raceType';
import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { NO_PLACE, noPlaces, places, ranks } from './ranking';
import type { ResultRecord } from './records';
import { compareResults, statusOrder } from './resultOrder';
import { addAftermath, addDetail, blankRow, runGates } from './resultRow';
import type { ListOptions } from './resultRow';
import { settleRun } from './run';
import type { RunFigures } from './run';
import { DID_NOT_START, isSilentDns } from './silentStarts';
import type { PublicResult } from './views';

/** Two runs of one participant put together. Figures are hundredths of a second. */
export interface CombinedRuns {
  /** Null for a run not yet run. */
  first: RunFigures | null;
  second: RunFigures | null;
  /** The run that counts; the first where both are equal, null where none counts. */
  betterRunNr: 1 | 2 | null;
  totalTotal: number | null;
  /** The other run's total, which separates equal totals; null where it does not count. */
  tieBreak: number | null;
  /** Only where no run counts: the better one of the runs' statuses. */
  status: string | null;
}

/** Hundredths by which sums may differ from rounding alone. */
const ROUNDING = 2;

/**
 * Whether a second run's penalty and total are really the first run's: the timing system puts the better run's figures
 * there (Canoe123 format, best-run leak). It shows in a total that is not time plus penalty, but the first run's total.
 * A row with such a total and no time is an athlete who has yet to start.
 */
function isLeaked(second: RunFigures, firstTotal: number): boolean {
  if (second.status !== null || second.total === null) return false;
  if (Math.abs(second.total - firstTotal) > ROUNDING) return false;
  return second.time === null || Math.abs(second.total - (second.time + (second.pen ?? 0))) > ROUNDING;
}

function betterStatus(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return statusOrder(a) <= statusOrder(b) ? a : b;
}

/**
 * The better of two runs counts (ICF slalom rules, best run). A leaked second run keeps its time alone, as its total
 * too, and never counts: its penalty is unknown, and the first run was better.
 *
 * @param isSilent for which run a row without figures is of one who did not start.
 */
export function combineRuns(
  firstRun: RunFigures | null,
  secondRun: RunFigures | null,
  isSilent: Silence = { first: false, second: false },
): CombinedRuns {
  const first = firstRun && (settleRun(firstRun) ?? (isSilent.first ? DID_NOT_START : null));
  let second = secondRun && settleRun(secondRun);
  const firstTotal = first?.total ?? null;
  const leaked = second !== null && firstTotal !== null && isLeaked(second, firstTotal);
  if (leaked && second !== null) {
    const { time } = second;
    second = time === null ? null : { time, pen: null, total: time, status: null };
  }
  if (second === null && secondRun !== null && isSilent.second) second = DID_NOT_START;
  const secondTotal = leaked ? null : (second?.total ?? null);

  const secondIsBetter = secondTotal !== null && (firstTotal === null || secondTotal < firstTotal);
  const totalTotal = secondIsBetter ? secondTotal : firstTotal;
  return {
    first,
    second,
    betterRunNr: totalTotal === null ? null : secondIsBetter ? 2 : 1,
    totalTotal,
    tieBreak: secondIsBetter ? firstTotal : secondTotal,
    status: totalTotal === null ? betterStatus(first?.status ?? null, second?.status ?? null) : null,
  };
}

/** The rows of one participant in both races. */
interface Entry extends RowSource {
  /** The second one where there is one. */
  latest: ResultRecord;
}

/** What both runs came to. */
function runsOf({ firstRow, secondRow }: Entry, silence: Silence): CombinedRuns {
  // Without a row in the first race, Canoe123's repetition in the second row is all there is of that run.
  const repeated = secondRow?.prev ? { ...secondRow.prev, status: null } : null;
  const ranFirst = repeated !== null && settleRun(repeated) !== null;
  return combineRuns(firstRow ?? repeated, secondRow, {
    first: silence.first && firstRow !== null && !ranFirst,
    second: silence.second,
  });
}

function entriesOf(pair: BestRunPair, index: RaceDayIndex): Entry[] {
  const firstRows = (pair.first && index.resultsByRace.get(pair.first.raceId)) ?? [];
  const secondRows = (pair.second && index.resultsByRace.get(pair.second.raceId)) ?? [];
  const unmatched = new Map(secondRows.map((row) => [row.participantId, row]));
  const entries: Entry[] = [];
  for (const firstRow of firstRows) {
    const secondRow = unmatched.get(firstRow.participantId) ?? null;
    entries.push({ latest: secondRow ?? firstRow, firstRow, secondRow });
    unmatched.delete(firstRow.participantId);
  }
  for (const secondRow of unmatched.values()) entries.push({ latest: secondRow, firstRow: null, secondRow });
  return entries;
}

/** The row of one participant, in no place yet; null for one that the export does not know. */
function makeRow(
  entry: Entry,
  silence: Silence,
  pair: BestRunPair,
  index: RaceDayIndex,
  detailed: boolean,
): MadeRow | null {
  const { latest, firstRow, secondRow } = entry;
  const participant = index.participantById.get(latest.participantId);
  if (participant === undefined) return null;
  const runs = runsOf(entry, silence);
  const { first, second } = runs;
  const shown = second ?? first;
  const prev = second === null ? null : first;
  const row = blankRow(latest, participant, index);
  row.catId = latest.catId ?? firstRow?.catId ?? participant.catId;
  row.startOrder = latest.startOrder ?? firstRow?.startOrder ?? null;
  row.time = shown?.time ?? null;
  row.pen = shown?.pen ?? null;
  row.total = shown?.total ?? null;
  row.status = runs.status;
  row.betterRunNr = runs.betterRunNr;
  row.totalTotal = runs.totalTotal;
  row.prevTime = prev?.time ?? null;
  row.prevPen = prev?.pen ?? null;
  row.prevTotal = prev?.total ?? null;
  row.prevRnk = null;
  row.prevStatus = first?.status ?? null;
  row.currStatus = second?.status ?? null;
  addAftermath(row, [firstRow, secondRow], index);
  if (detailed) {
    const secondIsShown = second !== null || (first === null && secondRow !== null);
    addDetail(
      row,
      secondIsShown ? secondRow : firstRow,
      courseOf(secondIsShown ? pair.second : pair.first, index),
      participant.isTeam,
    );
    const prevRow = prev === null ? null : firstRow;
    row.prevDtStart = prevRow?.dtStart ?? null;
    row.prevDtFinish = prevRow?.dtFinish ?? null;
    row.prevGates = prev === null ? [] : runGates(prevRow, courseOf(pair.first, index), participant.isTeam);
  }
  return {
    row,
    total: runs.totalTotal,
    tieBreak: runs.tieBreak,
    catId: row.catId,
    hasPrev: prev !== null,
    firstTotal: first?.total ?? null,
  };
}

/**
 * The combined list of a best-run race, the same whichever of the two runs it is asked for. A row shows the second run
 * where there is one, with the first as `prev…`, and is ranked by the better.
 */
export function bestRunList(
  pair: BestRunPair,
  index: RaceDayIndex,
  { detailed = false, known = new KnownRows() }: ListOptions = {},
): PublicResult[] {
  const silence = { first: isSilentDns(pair.first, index), second: isSilentDns(pair.second, index) };
  const made: MadeRow[] = [];
  for (const entry of entriesOf(pair, index)) {
    const make = () => makeRow(entry, silence, pair, index, detailed);
    const one = known.made(entry.latest.participantId, entry, silence, make);
    if (one) made.push(one);
  }
  const isForerunner = isForerunnerRace(pair.first ?? pair.second, index.classes);
  const firstRanks = ranks(made.map(({ firstTotal }) => (isForerunner ? null : firstTotal)));
  const placed = isForerunner ? noPlaces(made) : places(made);
  const rows = made.map((one, at) =>
    placeRow(one, placed[at] ?? NO_PLACE, one.hasPrev ? (firstRanks[at] ?? null) : null),
  );
  return rows.sort(compareResults);
}
