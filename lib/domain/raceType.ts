import type { ParticipantRecord, RaceRecord } from './records';

/** The public names of Canoe123's disciplines. */
export type RaceType =
  | 'best-run-1'
  | 'best-run-2'
  | 'team-run'
  | 'single-run'
  | 'qualification'
  | 'semifinal'
  | 'final'
  | 'cross-trial'
  | 'cross-heat'
  | 'cross-semifinal'
  | 'cross-final'
  | 'cross-extra'
  | 'unknown';

/** The two runs whose better one counts. Either is null where the schedule does not have it. */
export interface BestRunPair {
  first: RaceRecord | null;
  second: RaceRecord | null;
}

const RACE_TYPES: ReadonlyMap<string, RaceType> = new Map([
  ['BR1', 'best-run-1'],
  ['BR2', 'best-run-2'],
  ['TSR', 'team-run'],
  ['SR', 'single-run'],
  ['QUA', 'qualification'],
  ['SEM', 'semifinal'],
  ['FIN', 'final'],
  ['XT', 'cross-trial'],
  ['X4', 'cross-heat'],
  ['XS', 'cross-semifinal'],
  ['XF', 'cross-final'],
  ['XER', 'cross-extra'],
]);

/** The race type of a discipline code (Canoe123 format, `DisId`); `unknown` for codes not met before. */
export function raceTypeOf(disId: string): RaceType {
  return RACE_TYPES.get(disId) ?? 'unknown';
}

/** Whether the race is one of two runs whose better one counts. */
export function isBestRun(type: RaceType): boolean {
  return type === 'best-run-1' || type === 'best-run-2';
}

/**
 * Whether rows are ranked as given, because their "time" is only a finish order (Canoe123 format, kayak cross).
 * The time trial is not among them: it is run against the clock like slalom.
 */
export function isKayakCross(type: RaceType): boolean {
  return (
    type === 'cross-heat' || type === 'cross-semifinal' || type === 'cross-final' || type === 'cross-extra'
  );
}

/** Whether boats paddle together, so that a gate's penalty is their sum. */
export function isTeamRun(race: RaceRecord | null, { isTeam }: Pick<ParticipantRecord, 'isTeam'>): boolean {
  return isTeam || (race !== null && raceTypeOf(race.disId) === 'team-run');
}

/** Whether the public sees the race: not the bin for unassigned athletes, and of some class. */
export function isPublicRace(race: RaceRecord): boolean {
  return race.classId !== '' && race.raceId !== '<unassigned>';
}

/**
 * What two runs of one best-run race have in common: the class, and day with attribute, which are what the
 * race id holds after class and discipline. Class ids contain underscores themselves, so the known prefix is
 * cut off and nothing is split. Ids that are not built that way pair by the day of their start time.
 */
function pairKey(race: RaceRecord): string {
  const prefix = `${race.classId}_${race.disId}`;
  const suffix = race.raceId.startsWith(prefix) ? race.raceId.slice(prefix.length) : null;
  return suffix === '' || suffix?.startsWith('_') === true
    ? `${race.classId}\n${suffix}`
    : `${race.classId}\n${race.startTime?.slice(0, 10) ?? ''}`;
}

/**
 * The pair of every best-run race, by race id; both races of a pair map to the same object. Should a schedule
 * hold the same run of a pair twice, the later one stands alone.
 */
export function bestRunPairs(races: readonly RaceRecord[]): Map<string, BestRunPair> {
  const pairs = new Map<string, BestRunPair>();
  const byKey = new Map<string, BestRunPair>();
  for (const race of races) {
    const type = raceTypeOf(race.disId);
    if (!isBestRun(type)) continue;
    const run = type === 'best-run-1' ? 'first' : 'second';
    const key = pairKey(race);
    const pair = byKey.get(key);
    if (pair?.[run] === null) {
      pair[run] = race;
      pairs.set(race.raceId, pair);
    } else {
      const opened: BestRunPair = { first: null, second: null, [run]: race };
      if (pair === undefined) byKey.set(key, opened);
      pairs.set(race.raceId, opened);
    }
  }
  return pairs;
}

/** The pair that one race belongs to; both null for a race that is no best run. For many races: `bestRunPairs`. */
export function bestRunPair(race: RaceRecord, races: readonly RaceRecord[]): BestRunPair {
  return bestRunPairs(races).get(race.raceId) ?? { first: null, second: null };
}

/** The races named, and for each run of a best-run pair the other run too: a change to one shows in the lists of both. */
export function withBestRunPartners(races: readonly RaceRecord[], raceIds: ReadonlySet<string>): Set<string> {
  const pairs = bestRunPairs(races);
  const all = new Set(raceIds);
  for (const raceId of raceIds) {
    const pair = pairs.get(raceId);
    if (pair?.first) all.add(pair.first.raceId);
    if (pair?.second) all.add(pair.second.raceId);
  }
  return all;
}
