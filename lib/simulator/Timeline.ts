import type { PlanRace } from './plan';

const dayMs = 24 * 3_600_000;

/** Places one race after the other and numbers them, day by day. */
export class Timeline {
  readonly races: PlanRace[] = [];
  endMs = 0;
  nextStartMs = 60_000;
  private order = 101;

  constructor(readonly breakMs: number) {}

  add(race: Omit<PlanRace, 'raceOrder'>): PlanRace {
    const placed = { ...race, raceOrder: this.order };
    this.races.push(placed);
    // Real schedules repeat an order number now and then: here the third race takes the second's.
    if (this.races.length !== 2) this.order += 1;
    this.endMs = Math.max(this.endMs, race.endAtMs);
    this.nextStartMs = Math.ceil((this.endMs + this.breakMs) / 60_000) * 60_000;
    return placed;
  }

  /** The same clock time on the next day that leaves a night in between. */
  startDay2(): void {
    const days = Math.ceil((this.endMs + 8 * 3_600_000) / dayMs);
    this.nextStartMs = days * dayMs + 60_000;
    this.order = 301;
  }

  /** A longer break, for lunch. */
  rest(ms: number): void {
    this.nextStartMs += ms;
  }
}
