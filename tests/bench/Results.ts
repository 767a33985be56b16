import { median } from './markdown';

/** What was measured: for each contestant and measure one value a round. */
export class Results {
  /** Sentences about what went wrong or was left out. */
  readonly notes = new Set<string>();
  private readonly values = new Map<string, Map<number, number>>();

  add(contestant: string, measure: string, round: number, value: number): void {
    const key = `${contestant}|${measure}`;
    const rounds = this.values.get(key) ?? new Map<number, number>();
    this.values.set(key, rounds.set(round, value));
  }

  /** The values of all rounds. */
  of(contestant: string, measure: string): number[] {
    return [...(this.values.get(`${contestant}|${measure}`)?.values() ?? [])];
  }

  /** Whoever has a value of this measure. */
  named(measure: string): string[] {
    return [...this.values.keys()]
      .filter((key) => key.endsWith(`|${measure}`))
      .map((key) => key.slice(0, key.lastIndexOf('|')));
  }

  /** See {@link median}. */
  median(contestant: string, measure: string): number {
    return median(this.of(contestant, measure));
  }

  /** How many times as much one has as the other, round by round: what disturbed a round disturbed both. */
  ratios(contestant: string, other: string, measure: string): number[] {
    const [ones, others] = [contestant, other].map((name) => this.values.get(`${name}|${measure}`));
    return [...(ones ?? [])].flatMap(([round, value]) => {
      const beside = others?.get(round);
      return beside === undefined ? [] : [value / beside];
    });
  }
}

/** The name of a measure of one cell of the grid. */
export const cell = (metric: string, conns: number, bytes: number): string => `${metric}/${conns}/${bytes}`;
