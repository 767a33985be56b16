import type { FaultRecord } from './records';

/** A fault as Canoe123 writes it: kind, and mostly the gate in brackets. */
const FAULT = /\b(FLT|RAL)\b\s*(?:\(\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\))?/gi;
/** More faults than this in one heat are a wrong count. */
const MOST_FAULTS = 30;

/**
 * The faults of a row in kayak cross (Canoe123 format): `FLT(7)`, `FLT(3), FLT(7)`, `RAL(5)`, `FLT`. Text that names none is none.
 *
 * @param text the column `FLT`.
 * @param count the column `NrFLT`: those that the text does not name are faults at an unknown gate.
 * @returns null where there is none.
 */
export function parseFaults(text: string | null, count: number | null): FaultRecord[] | null {
  const faults: FaultRecord[] = [];
  for (const [, kind = '', gates] of (text ?? '').matchAll(FAULT)) {
    for (const gate of gates?.split(',') ?? [null]) addFault(faults, kind, gate);
  }
  const all = Math.min(count ?? 0, MOST_FAULTS);
  while (faults.length < all) faults.push({ kind: 'FLT', gate: null });
  return faults.length === 0 ? null : faults;
}

/** A status, and the fault that some exports write into it: `RAL(5)` is RAL, for a fault at gate 5. */
export function splitStatus(text: string): { status: string; faults: FaultRecord[] | null } {
  const [, status] = /^(\w+)\s*\(/.exec(text) ?? [];
  return status === undefined ? { status: text, faults: null } : { status, faults: parseFaults(text, null) };
}

/** Two lists of faults as one, each fault once. */
export function joinFaults(a: FaultRecord[] | null, b: FaultRecord[] | null): FaultRecord[] | null {
  if (a === null || b === null) return a ?? b;
  const isNew = (fault: FaultRecord): boolean =>
    !a.some(({ kind, gate }) => kind === fault.kind && gate === fault.gate);
  return [...a, ...b.filter(isNew)];
}

/** Faults as Canoe123 writes them: the reverse of `parseFaults`. */
export function formatFaults(faults: readonly FaultRecord[]): string {
  return faults.map(({ kind, gate }) => (gate === null ? kind : `${kind}(${gate})`)).join(', ');
}

function addFault(faults: FaultRecord[], kind: string, gate: string | null): void {
  faults.push({
    kind: kind.toUpperCase() === 'RAL' ? 'RAL' : 'FLT',
    gate: gate === null ? null : Number(gate),
  });
}
