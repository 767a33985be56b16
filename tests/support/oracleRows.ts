import { type Columns, type Entry, type Race, type Run } from './oracleExport';

/** A public row. */
export type OracleRow = Record<string, unknown>;

/** What a row says of the athlete. */
export function whoIs(entry: Entry, people: Map<string, Columns>): OracleRow {
  const one = people.get(entry.participantId) ?? new Map<string, string>();
  const isTeam = one.get('IsTeam') === 'true';
  return {
    bib: entry.bib,
    startOrder: entry.startOrder,
    athleteId: one.get('ICFId') ?? null,
    name: nameOf(one),
    club: one.get('Club') ?? null,
    noc: one.get('NOC') ?? null,
    catId: entry.catId ?? one.get('CatId') ?? null,
    ...(isTeam && {
      members: ['Member1', 'Member2', 'Member3']
        .flatMap((member) => people.get(one.get(member) ?? '') ?? [])
        .map(nameOf),
    }),
  };
}

export function nameOf(one: Columns): string {
  const full = (family: string, given: string): string =>
    [one.get(family), one.get(given)].filter((part) => part !== undefined).join(' ');
  const second = full('FamilyName2', 'GivenName2');
  return full('FamilyName', 'GivenName') + (second && ` / ${second}`);
}

/** What an empty row means: did not start, where the race is over and others have run; else, not yet. */
export const absent = (race: Race | undefined, entries: Entry[]): Run =>
  race?.isOver === true && entries.some(({ run }) => run.status === null && hasRun(run))
    ? { ...NOTHING, status: 'DNS' }
    : NOTHING;

/** A run with a status has neither penalty nor total; null where there is no run yet. */
export function settled(run: Run): Run | null {
  if (!hasRun(run)) return null;
  if (run.status !== null) return { ...run, pen: null, total: null };
  return { ...run, total: run.total ?? (run.time ?? 0) + (run.pen ?? 0) };
}

export const shownRun = ({ time, pen, total, status }: Run): OracleRow =>
  hasRun({ time, pen, total, status })
    ? { time, pen, total, status }
    : { time: null, pen: null, total: null, status: null };

/** Whether anything of a run is known. */
export const hasRun = ({ time, total, status }: Run): boolean =>
  time !== null || total !== null || status !== null;

export const NOTHING: Run = { time: null, pen: null, total: null, status: null };

/** Whether one of the runs is looked into, in a race that is not official yet. */
export function reviewOf(runs: (Entry | undefined)[], races: Race[]): OracleRow {
  const isOpen = (entry: Entry | undefined): boolean =>
    entry?.isUnderReview === true &&
    !races.some(({ raceId, isOfficial }) => isOfficial && raceId === entry.raceId);
  return runs.some(isOpen) ? { isUnderReview: true } : {};
}
