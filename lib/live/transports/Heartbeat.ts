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
  /** The slot that was last added to. */
  private filled = 0;
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
    // Each slot in turn, so that those who come together are spread over the period.
    this.filled = (this.filled + 1) % this.slots.length;
    this.slots[this.filled]?.add(member);
    return this.filled;
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
}
