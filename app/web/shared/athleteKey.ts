/** By what an athlete is known in addresses: the ICF id, else class and bib. Of one event alone, so that no name is in them. */
import type { PublicResult, PublicStart } from '../../../lib/domain/views';

type Listed = Pick<PublicResult | PublicStart, 'athleteId' | 'bib'>;

export const athleteKey = ({ athleteId, bib }: Listed, classId: string): string =>
  athleteId ?? `${classId}~${bib}`;

/** Whether somebody of a class is meant by a key. */
export const isAthlete = (key: string, athlete: Listed, classId: string): boolean =>
  key === athlete.athleteId || key === `${classId}~${athlete.bib}`;

/** Below the address of the event. */
export const athletePath = (athlete: Listed, classId: string): string =>
  `a/${encodeURIComponent(athleteKey(athlete, classId))}`;
