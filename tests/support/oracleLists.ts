import { type Columns, type Entry, type Race } from './oracleExport';
import {
  type Ranked,
  bothRuns,
  bySlalom,
  inOrder,
  orLast,
  place,
  placeInHeat,
  ranked,
} from './oracleRanking';
import { NOTHING, type OracleRow, absent, reviewOf, settled, shownRun, whoIs } from './oracleRows';

/** Kayak-cross rounds, decided heat by heat. */
export const HEATS = ['X4', 'XS', 'XF'];
/** The overall list of a class. */
export const OVERALL = 'XER';

/** The public list of a race. */
export function listOf(
  race: Race,
  races: Race[],
  entries: Entry[],
  people: Map<string, Columns>,
): OracleRow[] {
  const of = (one: Race | undefined): Entry[] => entries.filter((entry) => entry.raceId === one?.raceId);
  if (race.disId === OVERALL) return overallOf(of(race), people);
  if (HEATS.includes(race.disId)) return heatsOf(race, of(race), people);
  if (race.disId === 'BR1' || race.disId === 'BR2') {
    const suffix = raceSuffix(race);
    const [first, second] = ['BR1', 'BR2'].map((disId) =>
      of(
        races.find(
          (one) => one.classId === race.classId && one.disId === disId && raceSuffix(one) === suffix,
        ),
      ),
    );
    return placed(race, bothRuns(first ?? [], second ?? [], people, races));
  }
  return placed(
    race,
    of(race).map((entry) => {
      const run = settled(entry.run) ?? absent(race, of(race));
      const row = { ...whoIs(entry, people), ...shownRun(run), ...reviewOf([entry], races) };
      return { counts: run.total, tieBreak: null, row };
    }),
  );
}

/** Heat by heat. A place is the one given, and who has not yet arrived, or did not start, has none. */
export function heatsOf(race: Race, entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const rows = entries.map((entry): OracleRow => {
    const { time } = entry.run;
    const isSilent = time === null && entry.run.status === null;
    const { status } = isSilent ? absent(race, entries) : entry.run;
    const hasPlace = status === null ? time !== null : status !== 'DNS';
    return {
      ...whoIs(entry, people),
      ...NO_FIGURES,
      rnk: hasPlace ? (entry.rnk ?? placeInHeat(entry, entries)) : null,
      ...{ status, heatNr: entry.heatNr, roundNr: entry.roundNr, qualified: entry.qualified },
      ...faultsOf(entry),
    };
  });
  return rows.sort(
    inOrder((row) => [
      orLast(row.roundNr),
      orLast(row.heatNr),
      orLast(row.rnk),
      place(row.status),
      orLast(row.startOrder),
      row.bib,
    ]),
  );
}

/** As the timing system made it; a bib such as `t 12` is of the time trial, and so is the time beside it. */
export function overallOf(entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const rows = entries.map((entry): OracleRow => {
    const isOfTrial = entry.bib.startsWith('t ');
    return {
      ...whoIs(entry, people),
      ...NO_FIGURES,
      ...(isOfTrial && shownRun(settled(entry.run) ?? NOTHING)),
      ...{ rnk: entry.rnk, status: entry.run.status },
      reached: isOfTrial ? 'time-trial' : 'bracket',
      ...faultsOf(entry),
    };
  });
  return rows.sort(inOrder((row) => [orLast(row.rnk), place(row.status), orLast(row.startOrder), row.bib]));
}

export const NO_FIGURES = {
  ...{ catRnk: null, time: null, pen: null, total: null, totalBehind: null, catTotalBehind: null },
};

export const faultsOf = ({ faults }: Entry): OracleRow =>
  faults.length === 0 ? {} : { faults: faults.map((gate) => ({ kind: 'FLT', gate })) };

/** Ranks and order, or for forerunners the order alone. */
export const placed = (race: Race, list: Ranked[]): OracleRow[] =>
  race.isForerunner ? list.map(({ row }) => unplaced(row)).sort(bySlalom) : ranked(list);

export const unplaced = (row: OracleRow): OracleRow => ({
  ...row,
  ...{ rnk: null, catRnk: null, totalBehind: null, catTotalBehind: null },
  ...('prevRnk' in row && { prevRnk: null }),
});

/** `K1M_ST_BR2_6` of class `K1M_ST` is the one of day 6. */
export const raceSuffix = (race: Race): string => race.raceId.slice(`${race.classId}_${race.disId}`.length);
