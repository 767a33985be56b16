import { publicGates } from './gates';
import { displayName } from './names';
import { courseOf } from './raceDayIndex';
import type { RaceDayIndex } from './raceDayIndex';
import { compareBibs, compareNumbers } from './resultOrder';
import type { IsShown } from './hiddenRaces';
import { isPublicRace, isTeamRun } from './raceType';
import type { OnCourseRecord } from './records';
import type { PublicOnCourseEntry } from './views';

/**
 * Athletes on the course as the public sees them: who started first is first, then who waits, by position. Entries of races or participants
 * that the export does not have (any more) are left out, so that nothing stale stays on a screen.
 */
export function onCourseList(
  entries: readonly OnCourseRecord[],
  index: RaceDayIndex,
  isShown: IsShown = isPublicRace,
): PublicOnCourseEntry[] {
  const list: PublicOnCourseEntry[] = [];
  for (const entry of [...entries].sort(compareStarts)) {
    const race = index.raceById.get(entry.raceId);
    const participant = index.participantById.get(entry.participantId);
    if (race === undefined || participant === undefined || !isShown(race)) continue;
    list.push({
      raceId: entry.raceId,
      bib: entry.bib,
      name: entry.name ?? displayName(participant),
      club: entry.club ?? participant.club,
      position: entry.position,
      gates: publicGates(entry.gates, courseOf(race, index), isTeamRun(race, participant)),
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

/** Start times are texts of one form, so that they compare as times do. */
function compareStarts(a: OnCourseRecord, b: OnCourseRecord): number {
  if (a.dtStart !== b.dtStart) {
    if (a.dtStart === null) return 1;
    if (b.dtStart === null) return -1;
    return a.dtStart < b.dtStart ? -1 : 1;
  }
  return compareNumbers(a.position, b.position) || compareBibs(a.bib, b.bib);
}
