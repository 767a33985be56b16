import type { PublicGate } from './views';

/** What a race's runs came to at one gate. */
export interface GateStatistics {
  number: number;
  type: PublicGate['type'];
  /** Runs in which the gate was judged. */
  runs: number;
  /** Runs that touched it, and runs that missed it. */
  touched: number;
  missed: number;
}

/** Seconds of a missed gate (ICF slalom rules). */
const MISSED = 50;

/** Gate by gate what became of these runs, in the order of the course. A team's gate counts as its worst boat's. */
export function gateStatistics(runs: Iterable<readonly PublicGate[]>): GateStatistics[] {
  const gates = new Map<number, GateStatistics>();
  for (const run of runs) {
    for (const { number, type, penalty } of run) {
      const gate = gates.get(number) ?? { number, type, runs: 0, touched: 0, missed: 0 };
      gates.set(number, gate);
      if (penalty === null) continue;
      gate.runs += 1;
      if (penalty >= MISSED) gate.missed += 1;
      else if (penalty > 0) gate.touched += 1;
    }
  }
  return [...gates.values()].sort((a, b) => a.number - b.number);
}
