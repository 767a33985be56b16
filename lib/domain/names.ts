import type { ParticipantRecord } from './records';

function fullName(familyName: string | null, givenName: string | null): string {
  if (familyName === null || familyName === '') return givenName ?? '';
  return givenName === null || givenName === '' ? familyName : `${familyName} ${givenName}`;
}

/**
 * The name on lists and screens: `FAMILY Given`, for a C2 crew `FAMILY Given / FAMILY2 Given2`, for a team its
 * own name. Letters stay as entered: Canoe123 already writes family names in capitals.
 */
export function displayName(participant: ParticipantRecord): string {
  const first = fullName(participant.familyName, participant.givenName);
  if (participant.isTeam) return first;
  const second = fullName(participant.familyName2, participant.givenName2);
  return second === '' ? first : `${first} / ${second}`;
}

/** Display names of a team's members, in the team's order; members that the export does not know are left out. */
export function memberNames(
  team: ParticipantRecord,
  participants: ReadonlyMap<string, ParticipantRecord>,
): string[] {
  const names: string[] = [];
  for (const id of team.members) {
    const member = participants.get(id);
    if (member !== undefined) names.push(displayName(member));
  }
  return names;
}
