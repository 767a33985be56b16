import type { PlanParticipant } from './plan';

/**
 * Makes of a class's entries what entries are in the field, by place in the list: a foreigner without ICF number whose
 * id is a long number (2nd), one whose ICF number is not the one in the id (3rd), two of one name whom the year and
 * the club tell apart (4th and 6th), and one without a category (5th).
 * @param series told apart in the long numbers
 */
export function giveOddIds(entries: readonly PlanParticipant[], series: number, season: number): void {
  const [, foreigner, renumbered, first, uncategorised, namesake] = entries;
  if (foreigner !== undefined) {
    foreigner.participantId = `63888900000000${String(series).padStart(4, '0')}.${foreigner.classId}`;
    foreigner.icfId = '';
    foreigner.noc = 'SVK';
    foreigner.club = 'ŠKP Vydria Zátoka';
  }
  if (renumbered !== undefined) renumbered.icfId = String(Number(renumbered.icfId) + 40_000);
  if (uncategorised !== undefined) uncategorised.catId = '';
  if (first !== undefined && namesake !== undefined) {
    namesake.familyName = first.familyName;
    namesake.givenName = first.givenName;
    namesake.year = season - 50;
    namesake.catId = 'VET';
  }
}

/** Crews as older and newer files have them in turn: both numbers glued into one, or each in a column of its own. */
export function glueIds(crews: readonly PlanParticipant[]): void {
  crews.forEach((crew, index) => {
    if (crew.second === null) return;
    crew.second.year = (crew.year ?? 2000) + (index % 5) - 2;
    if (index % 2 === 1) return;
    crew.icfId = `${crew.icfId}${crew.second.icfId}`;
    crew.second.icfId = '';
  });
}
