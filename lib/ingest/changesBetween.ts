import type { StoredResult } from '../db/raceDayRepository';
import { bestRunPairs, isKayakCross, raceTypeOf } from '../domain/raceType';
import type { RaceRecord, RunChange } from '../domain/records';
import { addChanges, withoutLeak, type ChangeSource } from '../domain/runChanges';

/** The row of a participant in a race. */
export type FindRow = (raceId: string, participantId: string) => StoredResult | undefined;

/**
 * What becomes of a row's changes: those that are known, and what differs now of a run that was over. The first run is
 * looked at beside a second one, whose penalty and total may be the first one's.
 */
export function changesBetween(
  races: readonly RaceRecord[],
  before: FindRow,
  after: FindRow,
  { at, by }: Pick<ChangeSource, 'at' | 'by'>,
): (row: StoredResult) => RunChange[] {
  const pairs = bestRunPairs(races);
  const crossRaces = new Set(
    races.filter(({ disId }) => isKayakCross(raceTypeOf(disId))).map(({ raceId }) => raceId),
  );
  return (row) => {
    const { raceId, participantId } = row;
    const old = before(raceId, participantId);
    if (!old) return row.changes;
    const first = pairs.get(raceId)?.first;
    const firstId = first && first.raceId !== raceId ? first.raceId : null;
    return addChanges(
      old.changes,
      withoutLeak(old, firstId === null ? null : (before(firstId, participantId) ?? null)),
      withoutLeak(row, firstId === null ? null : (after(firstId, participantId) ?? null)),
      { at, by, isOtherFeed: (old.liveAt === null) === (by === 'live'), isCross: crossRaces.has(raceId) },
    );
  };
}
