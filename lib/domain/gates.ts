import type { PublicGate } from './views';

/** `normal` is passed downstream, `reverse` upstream; `unknown` where the course is not known. */
export type GateType = 'normal' | 'reverse' | 'unknown';

const CELL_WIDTH = 3;

/** Seconds a gate can cost one boat (ICF slalom rules): clean, touched, missed. */
const PENALTIES: ReadonlySet<number> = new Set([0, 2, 50]);
/** What a cell of three figures holds. A team's three boats cost 150 s at most. */
const MAX_SUM = 999;

/**
 * Seconds a gate from fixed-width cells (Canoe123 format): three characters a gate, right-aligned, so that cells of three
 * figures touch; blank for a gate not passed or not judged. What is no whole number reads as null too. A last cell that was
 * cut short is read for what it holds. Whether a number can be a penalty depends on who paddles; see `isGatePenalty`.
 */
export function parseGateCells(cells: string): (number | null)[] {
  const penalties: (number | null)[] = [];
  for (let start = 0; start < cells.length; start += CELL_WIDTH) {
    const text = cells.slice(start, start + CELL_WIDTH).trim();
    penalties.push(/^\d+$/.test(text) ? Number(text) : null);
  }
  return penalties;
}

/**
 * Whether a gate can have cost so many seconds: a boat 0, 2 or 50; a team the sum over its boats, of which the timing system
 * tells no more.
 */
export function isGatePenalty(seconds: number, isTeam: boolean): boolean {
  return isTeam ? Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SUM : PENALTIES.has(seconds);
}

/** Cells that hold what nearly all do: looked at first, for an export has 30 cells in each of thousands of rows. */
const ONE_BOAT = /^(?: {2}[02]| 50| {3})*\s*$/;

/** The first cell that is neither blank nor a penalty, with the gate's number; null where there is none. */
export function oddGateCell(cells: string, isTeam: boolean): { gate: number; text: string } | null {
  if (ONE_BOAT.test(cells)) return null;
  for (const [at, seconds] of parseGateCells(cells).entries()) {
    const text = cells.slice(at * CELL_WIDTH, (at + 1) * CELL_WIDTH).trim();
    if (text !== '' && (seconds === null || !isGatePenalty(seconds, isTeam))) return { gate: at + 1, text };
  }
  return null;
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
 * many there are: the rest is clipped, what is missing is null. Without a course, trailing blanks are dropped. What
 * can't be a penalty (`isGatePenalty`) is null.
 */
export function publicGates(
  penalties: readonly (number | null)[],
  course: readonly GateType[] | null,
  isTeam: boolean,
): PublicGate[] {
  const count = course?.length ?? penalties.findLastIndex((penalty) => penalty !== null) + 1;
  const gates: PublicGate[] = [];
  for (let at = 0; at < count; at++) {
    const penalty = penalties[at] ?? null;
    gates.push({
      number: at + 1,
      type: course?.[at] ?? 'unknown',
      penalty: penalty !== null && isGatePenalty(penalty, isTeam) ? penalty : null,
    });
  }
  return gates;
}
