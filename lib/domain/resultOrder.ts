import type { PublicResult } from './views';

/** Statuses of athletes without a rank, in the order in which lists show them (ICF slalom rules). */
const STATUS_ORDER: readonly string[] = ['DNF', 'CAP', 'RAL', 'DNS', 'DSQ'];

/** Where a status stands among the unranked: none first, unknown ones last. */
export function statusOrder(status: string | null): number {
  if (status === null) return -1;
  const at = STATUS_ORDER.indexOf(status);
  return at === -1 ? STATUS_ORDER.length : at;
}

/** Ascending, nulls last. */
export function compareNumbers(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareParts(a: string, b: string): number {
  const aIsNumber = /^\d/.test(a);
  if (aIsNumber !== /^\d/.test(b)) return aIsNumber ? -1 : 1;
  if (!aIsNumber) return compareText(a, b);
  const aDigits = a.replace(/^0+/, '');
  const bDigits = b.replace(/^0+/, '');
  return aDigits.length - bDigits.length || compareText(aDigits, bDigits);
}

/**
 * Bibs as people sort them: 9 before 10, `A2` before `A10`, `7` before `07`. Two bibs are equal only when they are
 * the same text. Independent of any locale, so that server and browsers agree.
 */
export function compareBibs(a: string, b: string): number {
  if (a === b) return 0;
  const aParts = a.match(/\d+|\D+/g) ?? [];
  const bParts = b.match(/\d+|\D+/g) ?? [];
  for (const [at, aPart] of aParts.entries()) {
    const bPart = bParts[at];
    if (bPart === undefined) return 1;
    const order = compareParts(aPart, bPart);
    if (order !== 0) return order;
  }
  return aParts.length - bParts.length || a.length - b.length || compareText(a, b);
}

function compareSlalom(a: PublicResult, b: PublicResult): number {
  if (a.rnk !== null || b.rnk !== null) return compareNumbers(a.rnk, b.rnk) || compareBibs(a.bib, b.bib);
  const byStatus = statusOrder(a.status) - statusOrder(b.status);
  if (byStatus !== 0) return byStatus;
  // Start order tells only those apart who are still to run; results of the others are final.
  return (a.status === null ? compareNumbers(a.startOrder, b.startOrder) : 0) || compareBibs(a.bib, b.bib);
}

const isCross = ({ heatNr, reached }: PublicResult): boolean => heatNr !== undefined || reached !== undefined;

function compareCross(a: PublicResult, b: PublicResult): number {
  return (
    compareNumbers(a.roundNr ?? null, b.roundNr ?? null) ||
    compareNumbers(a.heatNr ?? null, b.heatNr ?? null) ||
    compareNumbers(a.rnk, b.rnk) ||
    statusOrder(a.status) - statusOrder(b.status) ||
    compareNumbers(a.startOrder, b.startOrder) ||
    compareBibs(a.bib, b.bib)
  );
}

/**
 * The order of a result list, from public fields alone: who holds rows and replaces some of them sorts with this and
 * has the server's list. Slalom: ranked rows by rank, those still to run in start order, then by status; equals by
 * bib. Kayak cross (rows that have `heatNr`, or `reached` in the overall list): by round, heat and rank; a row without
 * rank by status and start order.
 */
export function compareResults(a: PublicResult, b: PublicResult): number {
  const aIsCross = isCross(a);
  if (aIsCross !== isCross(b)) return aIsCross ? -1 : 1;
  return aIsCross ? compareCross(a, b) : compareSlalom(a, b);
}
