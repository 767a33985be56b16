import { gatesOf } from './plan';
import type { PlanCourse } from './plan';

/** The venue's courses: two of slalom, and the short one of kayak cross. */
export const courses: readonly PlanCourse[] = [
  { courseNr: 1, courseConfig: 'NNRNNRSNRNNNRNNRSNRNNRNNRN' },
  { courseNr: 2, courseConfig: 'NNRNRNNSRNNRNNRNSRNNN' },
  { courseNr: 3, courseConfig: 'NNRNNNRNN' },
];

/** How many gates a course has. */
export function gateCountOf(courseNr: number): number {
  const course = courses.find((candidate) => candidate.courseNr === courseNr);
  return course === undefined ? 0 : gatesOf(course.courseConfig).length;
}
