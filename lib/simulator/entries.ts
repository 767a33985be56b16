import { ageGroupAt, classIdOf, type BoatClass } from './classes';
import { inventPerson } from './people';
import type { PlanParticipant } from './plan';
import type { Random } from './random';

/**
 * The entries of one boat class, best bibs first.
 * @param firstIcfId personal numbers are counted from here, in steps that leave gaps as real lists have
 * @param year the season, from which birth years follow
 */
export function enterClass(
  random: Random,
  boat: BoatClass,
  count: number,
  firstIcfId: number,
  year: number,
): PlanParticipant[] {
  const classId = classIdOf(boat.name);
  const entries: PlanParticipant[] = [];
  for (let index = 0; index < count; index += 1) {
    const icfId = String(firstIcfId + index * 3);
    const [first, second] = boat.paddlers.map((sex) => inventPerson(random, sex));
    if (first === undefined) throw new RangeError(`A ${boat.name} without paddlers.`);
    const group = ageGroupAt(random.next());
    entries.push({
      participantId: `${icfId}.${classId}`,
      classId,
      eventBib: String(index + 1),
      icfId,
      familyName: first.familyName,
      givenName: first.givenName,
      second:
        second === undefined
          ? null
          : {
              icfId: String(firstIcfId + index * 3 + 1),
              familyName: second.familyName,
              givenName: second.givenName,
            },
      noc: first.noc,
      club: first.club,
      year: year - random.int(group.youngest, group.oldest),
      catId: group.catId,
      isTeam: false,
      members: [],
      // Bibs follow the ranking list, so low bibs are mostly, not always, the faster boats.
      weakness: Math.min(1, Math.max(0, index / Math.max(1, count) + random.bell() * 0.25)),
    });
  }
  return entries;
}

/**
 * One entry whose id is an 18-digit number, as some clubs' files have: a parser that turns ids into
 * numbers loses it.
 */
export function giveLongId(entry: PlanParticipant): void {
  entry.participantId = `900719925474099${entry.icfId.slice(-3).padStart(3, '0')}`;
}

/** Teams of three boats of one class, formed by club as far as the clubs reach. */
export function formTeams(entries: readonly PlanParticipant[], mostTeams: number): PlanParticipant[] {
  const byClub = [...entries].sort(
    (a, b) => (a.club < b.club ? -1 : a.club > b.club ? 1 : 0) || Number(a.eventBib) - Number(b.eventBib),
  );
  const teams: PlanParticipant[] = [];
  for (let index = 0; index + 2 < byClub.length && teams.length < mostTeams; index += 3) {
    const boats = byClub.slice(index, index + 3);
    const leader = boats[0] as PlanParticipant;
    const letter = String.fromCharCode(65 + teams.length);
    teams.push({
      ...leader,
      participantId: `TEAM-${letter}.${leader.classId}`,
      eventBib: letter,
      icfId: '',
      familyName: `${leader.club} ${letter}`,
      givenName: '',
      second: null,
      year: null,
      catId: '',
      isTeam: true,
      members: boats.map(({ participantId }) => participantId),
      weakness: boats.reduce((sum, { weakness }) => sum + weakness, 0) / 3,
    });
  }
  return teams;
}

/** The same boats once more, entered for another class, with bibs of their own. */
export function enterAgain(
  entries: readonly PlanParticipant[],
  classId: string,
  most: number,
): PlanParticipant[] {
  return entries.slice(0, most).map((entry, index) => ({
    ...entry,
    participantId: `${numberOf(entry)}.${classId}`,
    classId,
    eventBib: String(index + 1),
  }));
}

/** What stands before the class in an id such as `30034.K1M_ST`; a club's own long number is no such id. */
function numberOf({ participantId, icfId }: PlanParticipant): string {
  const [number = '', classId] = participantId.split('.');
  return classId === undefined ? icfId : number;
}
