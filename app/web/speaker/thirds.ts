import type { PublicGate } from '../../../lib/domain/views';

/** A part of the course with what its gates cost. */
export interface Third {
  /** Numbers of its first and last gate. */
  from: number;
  to: number;
  /** Seconds. */
  penalty: number;
  /** Whether any of its gates was judged. */
  isJudged: boolean;
}

const PARTS = 3;

/** The course in three parts of as many gates as possible alike. */
export function thirdsOf(gates: readonly PublicGate[]): Third[] {
  const thirds: Third[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const begin = Math.round((gates.length * part) / PARTS);
    const own = gates.slice(begin, Math.round((gates.length * (part + 1)) / PARTS));
    const first = own[0];
    if (first === undefined) continue;
    thirds.push({
      from: first.number,
      to: first.number + own.length - 1,
      penalty: own.reduce((sum, { penalty }) => sum + (penalty ?? 0), 0),
      isJudged: own.some(({ penalty }) => penalty !== null),
    });
  }
  return thirds;
}
