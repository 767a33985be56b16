/** What is known of an athlete beside a race: who they are, and what they came to in other events. */
import type { RaceDayIndex } from './raceDayIndex';
import { isKayakCross, raceTypeOf } from './raceType';
import type { ParticipantRecord, RaceRecord } from './records';
import { resultList } from './resultList';
import type { PublicResult } from './views';

/** The participant whom a key means: an ICF id, else class and bib as `K1M_ST~12`; null for none. */
export function findAthlete(index: RaceDayIndex, key: string): ParticipantRecord | null {
  for (const participant of index.participantById.values()) {
    if (participant.icfId === key) return participant;
  }
  for (const race of index.races) {
    for (const { participantId, bib } of index.resultsByRace.get(race.raceId) ?? []) {
      if (`${race.classId}~${bib}` === key) return index.participantById.get(participantId) ?? null;
    }
  }
  return null;
}

/**
 * Whether participants of two events are one athlete, or one crew. Without ICF ids the name tells, and where both have them, nation and
 * year of birth, too. Teams are another one in each event.
 */
export function isSameAthlete(one: ParticipantRecord, other: ParticipantRecord): boolean {
  if (one.isTeam || other.isTeam) return false;
  if (one.icfId !== other.icfId || one.icfId2 !== other.icfId2) return false;
  if (one.icfId !== null) return true;
  const isSame = (field: 'familyName' | 'givenName' | 'familyName2' | 'givenName2'): boolean =>
    one[field] === other[field];
  const agrees = (field: 'noc' | 'year'): boolean =>
    one[field] === null || other[field] === null || one[field] === other[field];
  return (
    isSame('familyName') &&
    isSame('givenName') &&
    isSame('familyName2') &&
    isSame('givenName2') &&
    agrees('noc') &&
    agrees('year')
  );
}

/** How somebody stands in a race. */
export interface Standing {
  race: RaceRecord;
  row: PublicResult;
  /** How many have a rank. */
  of: number;
}

/**
 * What a participant came to, in the order of the schedule: one for both runs of a pair, for qualification to final, and for all rounds of
 * kayak cross, which is that of the last one.
 */
export function standingsOf(
  { participantId, classId }: ParticipantRecord,
  index: RaceDayIndex,
  isShown: (race: RaceRecord) => boolean,
): Standing[] {
  const standings = new Map<string, Standing>();
  for (const race of index.races) {
    if (race.classId !== classId || !isShown(race)) continue;
    const bib = index.resultsByRace.get(race.raceId)?.find((one) => one.participantId === participantId)?.bib;
    if (bib === undefined) continue;
    const rows = resultList(race, index);
    const row = rows.find((one) => one.bib === bib);
    if (row === undefined || (row.rnk === null && row.status === null)) continue;
    standings.set(competitionOf(race, index), {
      race,
      row,
      of: rows.filter(({ rnk }) => rnk !== null).length,
    });
  }
  return [...standings.values()];
}

const ROUNDS: ReadonlySet<string> = new Set(['qualification', 'semifinal', 'final']);

/** What races have in common that lead to one result. */
function competitionOf(race: RaceRecord, index: RaceDayIndex): string {
  const pair = index.pairByRace.get(race.raceId);
  if (pair !== undefined) return pair.first?.raceId ?? race.raceId;
  const type = raceTypeOf(race.disId);
  if (isKayakCross(type)) return 'kayak cross';
  return ROUNDS.has(type) ? 'rounds' : race.raceId;
}
