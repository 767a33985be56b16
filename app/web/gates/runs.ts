/** The runs behind the rows of a detailed list, with their gates. */
import type { PublicGate, PublicResult } from '../../../lib/domain/views';
import { isBestRun, runsOf, type Run } from '../shared/rows';

export interface RunWithGates {
  /** Bib and number of the run, which tell it from all others of the list. */
  key: string;
  row: PublicResult;
  /** Of two; null in other races. */
  number: 1 | 2 | null;
  run: Run;
  gates: readonly PublicGate[];
}

/** All runs of a list that were judged at a gate, in its order. */
export function runsWithGates(rows: readonly PublicResult[]): RunWithGates[] {
  return rows.flatMap((row) => {
    const { gates = [], prevGates = [] } = row;
    const { first, second } = runsOf(row);
    const all: [1 | 2, Run | null, readonly PublicGate[]][] = isBestRun(row)
      ? [
          [1, first, second === null ? gates : prevGates],
          [2, second, gates],
        ]
      : [[1, first, gates]];
    return all.flatMap(([number, run, judged]) =>
      run !== null && judged.some(({ penalty }) => penalty !== null)
        ? [{ key: `${row.bib} ${number}`, row, number: isBestRun(row) ? number : null, run, gates: judged }]
        : [],
    );
  });
}

/** What two runs differ by at a gate. */
export interface GateDifference {
  number: number;
  type: PublicGate['type'];
  a: PublicGate | undefined;
  b: PublicGate | undefined;
  /** How much longer `b` had been on its way than `a`, hundredths; null where either is not known. */
  behind: number | null;
}

/** Two runs gate by gate. */
export function gateDifferences(a: RunWithGates, b: RunWithGates): GateDifference[] {
  const longer = a.gates.length >= b.gates.length ? a : b;
  return longer.gates.map(({ number, type }, at) => {
    const [ofA, ofB] = [a.gates[at], b.gates[at]];
    const isKnown = ofA?.split !== undefined && ofB?.split !== undefined;
    return { number, type, a: ofA, b: ofB, behind: isKnown ? (ofB.split ?? 0) - (ofA.split ?? 0) : null };
  });
}
