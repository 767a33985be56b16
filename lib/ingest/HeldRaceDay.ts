import type { StoredRaceDay, StoredResult } from '../db/raceDayRepository';
import { KnownRows } from '../domain/KnownRows';
import { indexRaceDay, resultList, type RaceDayIndex } from '../domain/resultList';
import type { OnCourseRecord, RaceRecord } from '../domain/records';
import { same } from '../domain/same';
import { composeStructure, type SnapshotFacts } from '../domain/snapshot';
import { startList } from '../domain/startList';
import type { PublicResult, PublicStart, Snapshot } from '../domain/views';
import { resultKey } from './resultKey';

type Rows = readonly StoredResult[];
type RowsByRace = ReadonlyMap<string, Rows>;
/** The parts of a race day without its results. */
type Schedule = Omit<StoredRaceDay, 'results'>;

/**
 * A race day as it is stored, laid out for look-ups, with the public lists of its races once they were made. It never
 * changes: a change makes another one that shares whatever did not move, so that a transaction that fails leaves
 * nothing behind. Where the order of the file means nothing, rows are in the order of their ids, wherever they came from.
 */
export class HeldRaceDay {
  private readonly resultLists = new Map<string, PublicResult[]>();
  private readonly startLists = new Map<string, PublicStart[]>();
  private readonly rowMaps = new Map<string, ReadonlyMap<string, StoredResult>>();
  private readonly bibMaps = new Map<string, ReadonlyMap<string, string>>();
  private allRows: StoredRaceDay | null = null;

  /** @param knownRows of each list, by the race that it was made for; shared by all race days of one schedule. */
  private constructor(
    private readonly schedule: Schedule,
    private readonly rowsByRace: RowsByRace,
    readonly index: RaceDayIndex,
    private readonly knownRows: Map<string, KnownRows>,
  ) {}

  static of({ results, ...listed }: StoredRaceDay): HeldRaceDay {
    const schedule: Schedule = {
      ...listed,
      participants: [...listed.participants].sort(byParticipant),
      courses: [...listed.courses].sort((a, b) => a.courseNr - b.courseNr),
    };
    const rowsByRace = new Map<string, StoredResult[]>();
    for (const row of results) {
      const rows = rowsByRace.get(row.raceId);
      if (rows) rows.push(row);
      else rowsByRace.set(row.raceId, [row]);
    }
    for (const rows of rowsByRace.values()) rows.sort(byParticipant);
    return HeldRaceDay.laidOut(schedule, rowsByRace);
  }

  private static laidOut(schedule: Schedule, rowsByRace: RowsByRace): HeldRaceDay {
    const index = { ...indexRaceDay({ ...schedule, results: [] }), resultsByRace: rowsByRace };
    return new HeldRaceDay(schedule, rowsByRace, index, new Map());
  }

  /** Everything as it is stored. */
  get rows(): StoredRaceDay {
    this.allRows ??= { ...this.schedule, results: [...this.rowsByRace.values()].flat() };
    return this.allRows;
  }

  rowsOf(raceId: string): Rows {
    return this.rowsByRace.get(raceId) ?? [];
  }

  row(raceId: string, participantId: string): StoredResult | undefined {
    return kept(
      this.rowMaps,
      raceId,
      () => new Map(this.rowsOf(raceId).map((row) => [row.participantId, row])),
    ).get(participantId);
  }

  /** Who starts in the race with this bib; blanks inside a bib count as one: `t   12` is the feed's `t 12`. */
  participantOf(raceId: string, bib: string): string | undefined {
    return kept(
      this.bibMaps,
      raceId,
      () => new Map(this.rowsOf(raceId).map((row) => [oneBlank(row.bib), row.participantId])),
    ).get(oneBlank(bib));
  }

  /** The race's public list; the two runs of a pair have one, which is made once. */
  resultList(race: RaceRecord): PublicResult[] {
    const known = this.resultLists.get(race.raceId);
    if (known) return known;
    const races = this.withPartner(race.raceId);
    const [listId = race.raceId] = [...races].sort();
    const list = resultList(race, this.index, {
      known: kept(this.knownRows, listId, () => new KnownRows()),
    });
    for (const raceId of races) this.resultLists.set(raceId, list);
    return list;
  }

  startList(race: RaceRecord): PublicStart[] {
    return kept(this.startLists, race.raceId, () => startList(race, this.index));
  }

  /** The race, and where it is a run of a pair the other one: they show in one list. */
  withPartner(raceId: string): Set<string> {
    const { first = null, second = null } = this.index.pairByRace.get(raceId) ?? {};
    return new Set([raceId, ...[first, second].flatMap((race) => race?.raceId ?? [])]);
  }

  /** Everything the public may know of the event, from the lists that are there; see `composeSnapshot`. */
  snapshot(facts: SnapshotFacts, onCourse: readonly OnCourseRecord[]): Snapshot {
    const structure = composeStructure(facts, this.index, onCourse);
    const listsOf = <T>(make: (race: RaceRecord) => T): Record<string, T> =>
      Object.fromEntries(
        structure.races.flatMap(({ raceId }) => {
          const race = this.index.raceById.get(raceId);
          return race ? [[raceId, make(race)]] : [];
        }),
      );
    return {
      ...structure,
      results: listsOf((race) => this.resultList(race)),
      startlists: listsOf((race) => this.startList(race)),
    };
  }

  /** With these rows in the place of those of the same race and participant; what they say of the start stays. */
  withRuns(changed: Iterable<StoredResult>): HeldRaceDay {
    const changedByRace = new Map<string, Map<string, StoredResult>>();
    for (const row of changed) {
      const rows = changedByRace.get(row.raceId);
      if (rows) rows.set(row.participantId, row);
      else changedByRace.set(row.raceId, new Map([[row.participantId, row]]));
    }
    const rowsByRace = new Map(this.rowsByRace);
    const moved = new Set<string>();
    const joined = new Set<string>();
    for (const [raceId, added] of changedByRace) {
      const rows = this.rowsOf(raceId).map((row) => {
        const now = added.get(row.participantId) ?? row;
        added.delete(row.participantId);
        return now;
      });
      if (added.size > 0) {
        joined.add(raceId);
        rows.push(...added.values());
        rows.sort(byParticipant);
      }
      rowsByRace.set(raceId, rows);
      for (const one of this.withPartner(raceId)) moved.add(one);
    }
    const index = { ...this.index, resultsByRace: rowsByRace };
    const next = new HeldRaceDay(this.schedule, rowsByRace, index, this.knownRows);
    copy(this.resultLists, next.resultLists, (raceId) => !moved.has(raceId));
    copy(this.rowMaps, next.rowMaps, (raceId) => !changedByRace.has(raceId));
    copy(this.startLists, next.startLists, (raceId) => !joined.has(raceId));
    copy(this.bibMaps, next.bibMaps, (raceId) => !joined.has(raceId));
    return next;
  }

  /** With `wanted` in the place of everything; this very one where that says the same. */
  replacedBy(wanted: StoredRaceDay): HeldRaceDay {
    const { schedule } = this;
    const { schedule: given, rowsByRace: givenRows } = HeldRaceDay.of(wanted);
    const fresh: Schedule = {
      classes: keepSame(schedule.classes, given.classes, ({ classId }) => classId),
      participants: keepSame(schedule.participants, given.participants, (one) => one.participantId),
      races: keepSame(schedule.races, given.races, ({ raceId }) => raceId),
      courses: keepSame(schedule.courses, given.courses, ({ courseNr }) => String(courseNr)),
    };
    const rowsByRace = new Map(
      [...givenRows].map(([raceId, rows]) => [raceId, keepSame(this.rowsOf(raceId), rows, resultKey)]),
    );
    const next = HeldRaceDay.laidOut(fresh, rowsByRace);
    const hasSameSchedule =
      fresh.classes === schedule.classes &&
      fresh.participants === schedule.participants &&
      fresh.races === schedule.races &&
      fresh.courses === schedule.courses;
    const hasSameRows =
      rowsByRace.size === this.rowsByRace.size &&
      [...rowsByRace].every(([raceId, rows]) => rows === this.rowsByRace.get(raceId));
    if (hasSameSchedule && hasSameRows) return this;
    if (fresh.classes === schedule.classes && fresh.participants === schedule.participants) {
      copy(this.resultLists, next.resultLists, (raceId) => next.hasSameRace(this, raceId));
      copy(this.startLists, next.startLists, (raceId) => next.hasSameRace(this, raceId));
    }
    return next;
  }

  /** Whether a race, with the run that it shares a list with, has the same record and rows in both. */
  hasSameRace(other: HeldRaceDay, raceId: string): boolean {
    const races = this.withPartner(raceId);
    const others = other.withPartner(raceId);
    return (
      races.size === others.size &&
      [...races].every(
        (one) =>
          others.has(one) &&
          this.index.raceById.get(one) === other.index.raceById.get(one) &&
          this.rowsByRace.get(one) === other.rowsByRace.get(one),
      )
    );
  }

  /** Whether nothing differs that gates are shown by: athletes, courses. */
  hasSameGates(other: HeldRaceDay): boolean {
    const { participants, courses } = this.schedule;
    return participants === other.schedule.participants && courses === other.schedule.courses;
  }
}

/** By code units: no two rows of a race have the same. */
function byParticipant(a: { participantId: string }, b: { participantId: string }): number {
  return a.participantId < b.participantId ? -1 : a.participantId > b.participantId ? 1 : 0;
}

const oneBlank = (bib: string): string => bib.replace(/\s+/g, ' ');

function kept<V>(values: Map<string, V>, key: string, make: () => V): V {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

function copy<V>(from: ReadonlyMap<string, V>, to: Map<string, V>, isWanted: (key: string) => boolean): void {
  for (const [key, value] of from) if (isWanted(key)) to.set(key, value);
}

/** `wanted` with the stored record in the place of each that says the same; `stored` itself where all do, in order. */
function keepSame<R>(stored: readonly R[], wanted: readonly R[], keyOf: (record: R) => string): R[] {
  const known = new Map(stored.map((record) => [keyOf(record), record]));
  const records = wanted.map((record) => {
    const old = known.get(keyOf(record));
    return old !== undefined && same(old, record) ? old : record;
  });
  const isSame = records.length === stored.length && records.every((record, at) => record === stored[at]);
  return isSame ? (stored as R[]) : records;
}
