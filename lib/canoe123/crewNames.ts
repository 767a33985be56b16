import type { ClassRecord, ParticipantRecord } from '../domain/records';

/** What stands between two paddlers whom an export puts into one field: a line break, a comma, a slash, a double blank. */
const SEPARATOR = /\s*[/,\r\n]\s*|\s{2,}/;

/**
 * Brings names into one form, in place: one blank between words, and of a C2 crew whose names share fields each paddler's own, so
 * that lists can set them apart. What cannot be told apart stays as it is.
 */
export function settleNames(participant: ParticipantRecord, raceClass: ClassRecord | undefined): void {
  if (isCrew(participant, raceClass) && participant.familyName2 === null && participant.givenName2 === null) {
    const families = pairOf(participant.familyName);
    const givens = pairOf(participant.givenName);
    if (families !== null) [participant.familyName, participant.familyName2] = families;
    if (givens !== null) [participant.givenName, participant.givenName2] = givens;
  }
  participant.familyName = oneLine(participant.familyName);
  participant.givenName = lineOrNull(participant.givenName);
  participant.familyName2 = lineOrNull(participant.familyName2);
  participant.givenName2 = lineOrNull(participant.givenName2);
}

function isCrew({ isTeam, icfId2 }: ParticipantRecord, raceClass: ClassRecord | undefined): boolean {
  const isC2 = [raceClass?.name, raceClass?.classId].some((text) => text?.toUpperCase().startsWith('C2'));
  return !isTeam && (isC2 || icfId2 !== null);
}

function pairOf(text: string | null): [string, string] | null {
  const [first, second, ...more] = (text ?? '').split(SEPARATOR).filter((part) => part !== '');
  return first === undefined || second === undefined || more.length > 0 ? null : [first, second];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const lineOrNull = (text: string | null): string | null => (text === null ? null : oneLine(text));
