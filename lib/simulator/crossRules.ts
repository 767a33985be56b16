import { crossClassId } from './classes';
import type { PlanDiscipline } from './plan';

/** What one kayak-cross class is run by. */
export interface CrossRules {
  classId: string;
  raceIdOf(disId: PlanDiscipline, round?: string): string;
  /** The day of the bracket. */
  bracketDay: 1 | 2;
  /** Judged as in the field: gates with faults, bibs from the seeds, a small final for those whom the semifinals leave. */
  isJudged: boolean;
  /** Gates of the course, where they are judged. */
  gateCount: number;
}

/** The one class of a plain day: decided by arrival alone. */
export const plainCross: CrossRules = {
  classId: crossClassId,
  raceIdOf: (disId, round = '') => `${crossClassId}_${disId}_${disId === 'XT' ? 6 : 7}${round}`,
  bracketDay: 2,
  isJudged: false,
  gateCount: 0,
};
