import type { PublicGate } from './views';

/** `normal` is passed downstream, `reverse` upstream; `unknown` where the course is not known. */
export type GateType = 'normal' | 'reverse' | 'unknown';

const CELL_WIDTH = 3;

/** Seconds a gate can cost (ICF slalom rules): clean, touched, missed. */
const PENALTIES: ReadonlySet<number> = new Set([0, 2, 50]);

/**
 * Penalty seconds a gate from fixed-width cells (Canoe123 format): three characters a gate, right-aligned, blank
 * for a gate not passed or not judged. What is not 0, 2 or 50 is no penalty and reads as null too. A last
 * cell that was cut short is read for what it holds.
 */
export function parseGateCells(cells: string): (number | null)[] {
  const penalties: (number | null)[] = [];
  for (let start = 0; start < cells.length; start += CELL_WIDTH) {
    const text = cells.slice(start, start + CELL_WIDTH).trim();
    penalties.push(text === '0' ? 0 : text === '2' ? 2 : text === '50' ? 50 : null);
  }
  return penalties;
}

/** The fixed-width cells that say these penalties: the reverse of `parseGateCells`. */
export function formatGateCells(penalties: readonly (number | null)[]): string {
  return penalties.map((penalty) => (penalty === null ? '' : String(penalty)).padStart(CELL_WIDTH)).join('');
}

/**
 * The gates of a course, one letter each (Canoe123 format): N normal, R reverse, either case. S separates
 * sections and is no gate, and neither is white space; a letter not met before is a gate of unknown type.
 */
export function courseGates(courseConfig: string): GateType[] {
  const gates: GateType[] = [];
  for (const letter of courseConfig.toUpperCase()) {
    if (letter === 'N') gates.push('normal');
    else if (letter === 'R') gates.push('reverse');
    else if (letter !== 'S' && letter.trim() !== '') gates.push('unknown');
  }
  return gates;
}

/**
 * Gates as the public sees them. Canoe123 sends 30 cells whatever the course has, so a known course says how
 * many there are: the rest is clipped, what is missing is null. Without a course, trailing blanks are dropped.
 */
export function publicGates(
  penalties: readonly (number | null)[],
  course: readonly GateType[] | null,
): PublicGate[] {
  const count = course?.length ?? penalties.findLastIndex((penalty) => penalty !== null) + 1;
  const gates: PublicGate[] = [];
  for (let at = 0; at < count; at++) {
    const penalty = penalties[at] ?? null;
    gates.push({
      number: at + 1,
      type: course?.[at] ?? 'unknown',
      penalty: penalty !== null && PENALTIES.has(penalty) ? penalty : null,
    });
  }
  return gates;
}
