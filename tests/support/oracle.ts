import { type Columns, type Entry, type File, type Race, type Run, keyOf, readFile } from './oracleExport';
import { HEATS, OVERALL, listOf } from './oracleLists';
import { NOTHING, type OracleRow, hasRun } from './oracleRows';

/**
 * What the results must be in the end, computed from the pushes alone and by nothing of the server: a second
 * opinion, written from the rules (ranking of slalom, best-run leak, kayak cross and its overall list, forerunners;
 * merge strategy `live-first`). It reads only what the recordings hold and is no parser for anything else.
 */

/** One accepted push, in the order in which they were answered. */
export type OraclePush =
  | { kind: 'xml'; atMs: number; xml: string }
  /** `atMs`: real milliseconds, from any fixed point. */
  | { kind: 'results'; atMs: number; results: OraclePushedResult[] };

export interface OraclePushedResult {
  participantId: string;
  raceId: string;
  /** Null where the feed cannot send it, for it is no number. */
  bib: string | number | null;
  rnk: number | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  status: string | null;
}

const HOLD_MS = 60_000;

/** Takes the accepted pushes one after the other and says what the public results are then. */
export class Oracle {
  private races: Race[] = [];
  private people = new Map<string, Columns>();
  private entries = new Map<string, Entry>();

  accept(push: OraclePush): void {
    if (push.kind === 'xml') {
      const file = readFile(push.xml);
      this.races = file.races;
      this.people = file.people;
      this.entries = afterExport(this.entries, file, push.atMs);
    } else {
      for (const row of push.results) applyLive(this.entries, this.races, this.people, row, push.atMs);
    }
  }

  /** Another one that knows the same. */
  copy(): Oracle {
    const copy = new Oracle();
    copy.races = this.races;
    copy.people = this.people;
    copy.entries = new Map(this.entries);
    return copy;
  }

  /** Every public race's result list. */
  results(): Record<string, OracleRow[]> {
    const known = [...this.entries.values()].filter((entry) => this.people.has(entry.participantId));
    return Object.fromEntries(
      this.races.map((race) => [race.raceId, listOf(race, this.races, known, this.people)]),
    );
  }
}

// Merging, live-first.

const isSame = (a: Run, b: Run): boolean =>
  (!hasRun(a) && !hasRun(b)) ||
  (a.time === b.time && a.total === b.total && a.status === b.status && (a.pen ?? 0) === (b.pen ?? 0));

/** The export has the last word, except on runs that the live feed changed in the last 60 s. */
function afterExport(before: Map<string, Entry>, file: File, atMs: number): Map<string, Entry> {
  const isFresh = ({ liveAt }: Entry): boolean => liveAt !== null && atMs - liveAt < HOLD_MS;
  const after = new Map<string, Entry>();
  for (const [key, entry] of file.entries) {
    const old = before.get(key);
    if (old === undefined || old.liveAt === null) after.set(key, entry);
    else if (isSame(old.run, entry.run))
      after.set(key, { ...entry, isUnderReview: old.isUnderReview, liveAt: old.liveAt });
    else if (isFresh(old)) {
      const { run, rnk, faults, isUnderReview, liveAt } = old;
      after.set(key, { ...entry, run, rnk, faults, isUnderReview, liveAt });
    } else after.set(key, entry);
  }
  const raceIds = new Set(file.races.map((race) => race.raceId));
  for (const [key, old] of before) {
    const isKnown = raceIds.has(old.raceId) && file.people.has(old.participantId);
    if (!after.has(key) && isKnown && isFresh(old) && hasRun(old.run)) after.set(key, old);
  }
  return after;
}

function applyLive(
  entries: Map<string, Entry>,
  races: Race[],
  people: Map<string, Columns>,
  row: OraclePushedResult,
  atMs: number,
): void {
  const { raceId, participantId } = row;
  const race = races.find((one) => one.raceId === raceId);
  if (!race || !people.has(participantId)) return;
  const { time, pen, total } = row;
  // Under investigation: the result counts.
  const status = row.status === '*' ? null : row.status;
  const hasStarted = Boolean(time) || Boolean(status);
  const run: Run = hasStarted ? { time: time === 0 ? null : time, pen, total, status } : NOTHING;
  const key = keyOf(raceId, participantId);
  const bib = row.bib === null ? (people.get(participantId)?.get('EventBib') ?? '') : String(row.bib);
  const old = entries.get(key) ?? {
    ...{ raceId, participantId, bib, startOrder: null, catId: null },
    ...{ heatNr: null, roundNr: null, qualified: null, faults: [], prev: null, rnk: null, liveAt: null },
    ...{ run: NOTHING, isUnderReview: false },
  };
  const rnk = [...HEATS, OVERALL].includes(race.disId) ? row.rnk : old.rnk;
  const isUnderReview = row.status === '*';
  const isSameRun = isSame(old.run, run) && old.rnk === rnk;
  if (isSameRun && old.isUnderReview === isUnderReview) return;
  entries.set(key, { ...old, ...(!isSameRun && { run, rnk }), isUnderReview, liveAt: atMs });
}
