/**
 * A race as it went, from what its results say in the end: who was on the course when, and what the list was then. Runs have
 * their times of day from the detailed list; gates that nobody timed are spread over the run. Slalom only: of kayak cross nobody
 * knows when a heat was.
 */
import { noPlaces, places, ranks } from '../../../lib/domain/ranking';
import { compareResults } from '../../../lib/domain/resultOrder';
import { timeOfDayMs } from '../../../lib/domain/timeOfDay';
import type { PublicGate, PublicOnCourseEntry, PublicRace, PublicResult } from '../../../lib/domain/views';
import type { LiveState } from './part';
import { countedTotal, isBestRun, runsOf, type Run } from './rows';

/** How long who has finished stays in the list of who is on the course. */
const SHOWN_MS = 4_000;
const IN_PROGRESS = 3;
const START_LIST = 1;

/** One run of one athlete. Times in ms since midnight by the venue's clock. */
interface Span {
  raceId: string;
  row: PublicResult;
  name: 'first' | 'second';
  run: Run;
  gates: readonly PublicGate[];
  /** Null where nobody knows; the run is then there from the beginning. */
  startMs: number | null;
  endMs: number | null;
}

export class RaceTimeline {
  private readonly spans: Span[];
  private readonly lastOf: ReadonlyMap<string, number>;
  /** When anything changes, ascending. */
  readonly moments: readonly number[];
  /** When runs were over, ascending. */
  readonly ends: readonly number[];

  /**
   * @param final what is known now
   * @param races of one list: a race, or the two runs of a pair in their order
   * @param rows the list with gates and times of day
   */
  constructor(
    private readonly final: LiveState,
    private readonly races: readonly PublicRace[],
    private readonly rows: readonly PublicResult[],
  ) {
    this.spans = rows.flatMap((row) => this.spansOf(row));
    this.ends = ascending(this.spans.map(({ endMs }) => endMs));
    this.moments = ascending(this.spans.flatMap((span) => momentsOf(span)));
    this.lastOf = new Map(
      races.map(({ raceId }) => [
        raceId,
        Math.max(...this.spans.map((span) => (span.raceId === raceId ? (span.endMs ?? 0) : 0))),
      ]),
    );
  }

  /** The event as it was at a moment; of other races, and from the last one on, as it is now. */
  stateAt(ms: number): LiveState {
    if (ms >= (this.moments.at(-1) ?? 0)) return this.final;
    const ended = new Set(this.spans.filter(({ endMs }) => endMs === null || endMs <= ms));
    const rows = this.rowsOf(ended);
    return {
      ...this.final,
      event: { ...this.final.event, status: 'running' },
      races: this.final.races.map((race) => ({ ...race, raceStatus: this.statusOf(race, ms) })),
      oncourse: this.onCourse(ms),
      results: {
        ...this.final.results,
        ...Object.fromEntries(this.races.map(({ raceId }) => [raceId, rows])),
      },
    };
  }

  private spansOf(row: PublicResult): Span[] {
    const { first, second } = runsOf(row);
    const [firstRace, secondRace = firstRace] = this.races;
    const { dtStart, dtFinish, gates = [], prevDtStart, prevDtFinish, prevGates = [] } = row;
    const isSecond = second !== null;
    const planned = (raceId: string): number | null =>
      timeOfDayMs(this.final.startlists[raceId]?.find(({ bib }) => bib === row.bib)?.startTime ?? null);
    const times = (
      raceId: string,
      start: string | null | undefined,
      finish: string | null | undefined,
      run: Run,
    ) => {
      const startMs = timeOfDayMs(start);
      const time = run.time === null ? null : run.time * 10;
      // Who did not finish is taken for out from the start on, for nobody knows when it was; without one, from the planned one.
      const outMs = startMs ?? planned(raceId);
      const endMs = timeOfDayMs(finish) ?? (outMs === null || time === null ? outMs : outMs + time);
      return { startMs, endMs };
    };
    const spans: Span[] = [];
    if (first !== null && firstRace) {
      const told = isSecond
        ? { ...times(firstRace.raceId, prevDtStart, prevDtFinish, first), gates: prevGates }
        : { ...times(firstRace.raceId, dtStart, dtFinish, first), gates };
      spans.push({ raceId: firstRace.raceId, row, name: 'first', run: first, ...told });
    }
    if (second !== null && secondRace) {
      const told = { ...times(secondRace.raceId, dtStart, dtFinish, second), gates };
      spans.push({ raceId: secondRace.raceId, row, name: 'second', run: second, ...told });
    }
    return spans;
  }

  private rowsOf(ended: ReadonlySet<Span>): PublicResult[] {
    const known = new Map<PublicResult, Partial<Record<Span['name'], true>>>();
    for (const { row, name } of ended) known.set(row, { ...known.get(row), [name]: true });
    const shown = this.rows.map((row) => rowWith(row, known.get(row) ?? {}));
    const { classId } = this.races[0] ?? {};
    const isForerunner = this.final.classes.find((one) => one.classId === classId)?.isForerunner === true;
    const standings = shown.map((row) => ({
      total: countedTotal(row),
      tieBreak: otherTotal(row),
      catId: row.catId,
    }));
    const placed = isForerunner ? noPlaces(standings) : places(standings);
    const firstRanks = ranks(shown.map((row) => (isForerunner ? null : (runsOf(row).first?.total ?? null))));
    return shown
      .map((row, at) => ({
        ...row,
        ...placed[at],
        ...(row.prevRnk !== undefined && {
          prevRnk: row.prevTotal === null ? null : (firstRanks[at] ?? null),
        }),
      }))
      .sort(compareResults);
  }

  private onCourse(ms: number): PublicOnCourseEntry[] {
    return this.spans
      .filter(({ startMs, endMs }) => startMs !== null && startMs <= ms && ms < (endMs ?? startMs) + SHOWN_MS)
      .sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0))
      .map((span, at) => entryOf(span, at + 1, ms));
  }

  private statusOf({ raceId, raceStatus }: PublicRace, ms: number): number {
    const last = this.lastOf.get(raceId);
    if (last === undefined || ms >= last + SHOWN_MS) return raceStatus;
    const hasBegun = this.spans.some((span) => span.raceId === raceId && (span.startMs ?? Infinity) <= ms);
    return hasBegun ? IN_PROGRESS : START_LIST;
  }
}

const ascending = (moments: readonly (number | null)[]): number[] =>
  [...new Set(moments.filter((one) => one !== null))].sort((a, b) => a - b);

/** When something of a run changes: its start, each gate, its end, and when it is no longer shown. */
function momentsOf(span: Span): (number | null)[] {
  const { startMs, endMs, gates } = span;
  if (startMs === null) return [endMs];
  return [startMs, ...gates.map((_, at) => gateMs(span, at)), endMs, (endMs ?? startMs) + SHOWN_MS];
}

/** When a gate was passed: as it was judged, else evenly over the run. */
function gateMs({ startMs, endMs, gates }: Span, at: number): number {
  const start = startMs ?? 0;
  const split = gates[at]?.split;
  const spread = (((endMs ?? start) - start) * (at + 1)) / (gates.length + 1);
  return Math.min(start + (split === undefined ? spread : split * 10), endMs ?? Infinity);
}

function entryOf(span: Span, position: number, ms: number): PublicOnCourseEntry {
  const { raceId, row, run, startMs, endMs } = span;
  const completed = endMs !== null && endMs <= ms;
  const gates = span.gates.map(({ number, type, penalty }, at) => ({
    ...{ number, type },
    penalty: completed || gateMs(span, at) <= ms ? penalty : null,
  }));
  const pen = 100 * gates.reduce((sum, { penalty }) => sum + (penalty ?? 0), 0);
  const time = Math.floor((ms - (startMs ?? ms)) / 10);
  return {
    ...{ raceId, bib: row.bib, name: row.name, club: row.club, position, gates, completed },
    dtStart: `T${new Date(startMs ?? 0).toISOString().slice(11, 23)}`,
    dtFinish: completed ? `T${new Date(endMs).toISOString().slice(11, 23)}` : null,
    time: completed ? run.time : time,
    pen: completed ? run.pen : pen,
    total: completed ? run.total : time + pen,
    ...{ rank: null, ttbDiff: null, ttbName: null },
  };
}

const NOTHING = { time: null, pen: null, total: null, status: null };
const NO_PREVIOUS = { prevTime: null, prevPen: null, prevTotal: null, prevRnk: null };

/** A row as it was when only these of its runs were over. */
function rowWith(row: PublicResult, known: { first?: true; second?: true }): PublicResult {
  const { first, second } = runsOf(row);
  if ((first === null || known.first) && (second === null || known.second)) return row;
  const { changes: _changes, isUnderReview: _review, byHand: _byHand, ...plain } = row;
  if (!isBestRun(row)) return { ...plain, ...NOTHING };
  const shown = known.first ? first : null;
  const total = shown?.total ?? null;
  const figures = shown === null ? NOTHING : { time: shown.time, pen: shown.pen, total: shown.total };
  return {
    ...plain,
    ...{ ...NOTHING, ...figures, ...NO_PREVIOUS },
    status: total === null ? (shown?.status ?? null) : null,
    betterRunNr: total === null ? null : 1,
    totalTotal: total,
    prevStatus: shown?.status ?? null,
    currStatus: null,
  };
}

/** The total of the run that does not count, which separates equal ones. */
function otherTotal(row: PublicResult): number | null {
  if (!isBestRun(row)) return null;
  const { first, second } = runsOf(row);
  return (row.betterRunNr === 2 ? first?.total : second?.total) ?? null;
}
