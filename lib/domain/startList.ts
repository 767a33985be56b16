import { displayName, memberNames } from './names';
import type { RaceDayIndex } from './raceDayIndex';
import { isKayakCross, raceTypeOf } from './raceType';
import type { RaceRecord, ResultRecord } from './records';
import { compareBibs, compareNumbers } from './resultOrder';
import type { PublicStart } from './views';

function compareStarts(a: ResultRecord, b: ResultRecord): number {
  return compareNumbers(a.startOrder, b.startOrder) || compareBibs(a.bib, b.bib);
}

/** Heats start one after the other, whether start orders count through the race or anew in each heat. */
function compareCrossStarts(a: ResultRecord, b: ResultRecord): number {
  return compareNumbers(a.roundNr, b.roundNr) || compareNumbers(a.heatNr, b.heatNr) || compareStarts(a, b);
}

/**
 * The start list of a race, in start order, kayak cross heat by heat. Unknown participants are left out. Nobody starts in
 * the overall list of kayak cross.
 */
export function startList(race: RaceRecord, index: RaceDayIndex): PublicStart[] {
  const type = raceTypeOf(race.disId);
  if (type === 'cross-extra') return [];
  const isCross = isKayakCross(type);
  const results = [...(index.resultsByRace.get(race.raceId) ?? [])];
  results.sort(isCross ? compareCrossStarts : compareStarts);
  const starts: PublicStart[] = [];
  for (const result of results) {
    const participant = index.participantById.get(result.participantId);
    if (participant === undefined) continue;
    const start: PublicStart = {
      startOrder: result.startOrder,
      bib: result.bib,
      athleteId: participant.icfId,
      name: displayName(participant),
      club: participant.club,
      noc: participant.noc,
      catId: result.catId ?? participant.catId,
      startTime: result.startTime,
    };
    if (participant.isTeam) start.members = memberNames(participant, index.participantById);
    if (isCross) start.heatNr = result.heatNr;
    starts.push(start);
  }
  return starts;
}
