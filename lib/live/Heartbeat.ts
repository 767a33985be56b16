/** Something that is asked for a sign of life now and then. */
export interface Beating {
  /** Once per period. */
  beat(): void;
  /** A fixed time after each beat: now an answer is overdue. */
  deadline?(): void;
}

/**
 * Beats each of its members once per period, spread evenly over the period by one timer, so that ten
 * thousand pings never leave at once.
 */
export class Heartbeat {
  private readonly slots: Set<Beating>[];
  private tick = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    /** In whole seconds. */
    periodSeconds: number,
    /** From a beat to its deadline, in whole seconds below the period. */
    private readonly deadlineSeconds: number,
  ) {
    this.slots = Array.from({ length: periodSeconds }, () => new Set<Beating>());
    this.timer = setInterval(() => {
      this.turn();
    }, 1_000);
  }

  /** Adds a member and answers its slot, by which it is removed; its first beat comes within one period. */
  add(member: Beating): number {
    // The least filled slot, from the farthest on: a newcomer was just heard of.
    let chosen = this.tick;
    for (let i = this.slots.length; i > 0; i -= 1) {
      const candidate = (this.tick + i) % this.slots.length;
      if (this.sizeOf(candidate) < this.sizeOf(chosen)) chosen = candidate;
    }
    this.slots[chosen]?.add(member);
    return chosen;
  }

  remove(member: Beating, slot: number): void {
    this.slots[slot]?.delete(member);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private turn(): void {
    this.tick = (this.tick + 1) % this.slots.length;
    for (const member of this.slots[this.tick] ?? []) member.beat();
    const beaten = (this.tick - this.deadlineSeconds + this.slots.length) % this.slots.length;
    for (const member of this.slots[beaten] ?? []) member.deadline?.();
  }

  private sizeOf(slot: number): number {
    return this.slots[slot]?.size ?? 0;
  }
}
