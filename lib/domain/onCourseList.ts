import { publicGates } from './gates';
import { displayName } from './names';
import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { isPublicRace } from './raceType';
import type { OnCourseRecord } from './records';
import type { PublicOnCourseEntry } from './views';

/**
 * Athletes on the course as the public sees them, in the order of the live feed. Entries of races or participants
 * that the export does not have (any more) are left out, so that nothing stale stays on a screen.
 */
export function onCourseList(entries: readonly OnCourseRecord[], index: RaceDayIndex): PublicOnCourseEntry[] {
  const list: PublicOnCourseEntry[] = [];
  for (const entry of entries) {
    const race = index.raceById.get(entry.raceId);
    const participant = index.participantById.get(entry.participantId);
    if (race === undefined || participant === undefined || !isPublicRace(race)) continue;
    list.push({
      raceId: entry.raceId,
      bib: entry.bib,
      name: entry.name ?? displayName(participant),
      club: entry.club ?? participant.club,
      position: entry.position,
      gates: publicGates(entry.gates, courseOf(race, index)),
      completed: entry.dtFinish !== null,
      dtStart: entry.dtStart,
      dtFinish: entry.dtFinish,
      time: entry.time,
      pen: entry.pen,
      total: entry.total,
      rank: entry.rank,
      ttbDiff: entry.ttbDiff,
      ttbName: entry.ttbName,
    });
  }
  return list;
}
