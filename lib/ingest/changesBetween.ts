import type { StoredResult } from '../db/raceDayRepository';
import { bestRunPairs, isKayakCross, raceTypeOf } from '../domain/raceType';
import type { RaceRecord, RunChange } from '../domain/records';
import { addChanges, withoutLeak, type ChangeSource } from '../domain/runChanges';
import { resultKey, type ResultKey } from './resultKey';

/**
 * What becomes of a row's changes: those that are known, and what differs now of a run that was over. The first run is
 * looked at beside a second one, whose penalty and total may be the first one's.
 */
export function changesBetween(
  races: readonly RaceRecord[],
  before: ReadonlyMap<ResultKey, StoredResult>,
  after: (key: ResultKey) => StoredResult | undefined,
  { at, by }: Pick<ChangeSource, 'at' | 'by'>,
): (row: StoredResult) => RunChange[] {
  const pairs = bestRunPairs(races);
  const crossRaces = new Set(
    races.filter(({ disId }) => isKayakCross(raceTypeOf(disId))).map(({ raceId }) => raceId),
  );
  return (row) => {
    const { raceId, participantId } = row;
    const old = before.get(resultKey(row));
    if (!old) return row.changes;
    const first = pairs.get(raceId)?.first;
    const firstKey =
      first && first.raceId !== raceId ? resultKey({ raceId: first.raceId, participantId }) : null;
    return addChanges(
      old.changes,
      withoutLeak(old, (firstKey && before.get(firstKey)) ?? null),
      withoutLeak(row, (firstKey && after(firstKey)) ?? null),
      { at, by, isOtherFeed: (old.liveAt === null) === (by === 'live'), isCross: crossRaces.has(raceId) },
    );
  };
}
