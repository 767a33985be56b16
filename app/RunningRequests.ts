/** How many requests are being answered, for who waits for the last of them. */
export class RunningRequests {
  private running = 0;
  private waiting: (() => void)[] = [];
  private isOver = false;

  /** Whether someone waits for the last of them, to stop. */
  isEnding = false;

  /** From here on nothing can be answered any more. */
  get areOver(): boolean {
    return this.isOver;
  }

  begin(): void {
    this.running += 1;
  }

  end(): void {
    this.running -= 1;
    if (this.running > 0) return;
    for (const resolve of this.waiting) resolve();
    this.waiting = [];
  }

  /** Resolves when none is being answered, at the latest after `maxMs`. */
  async idle(maxMs: number): Promise<void> {
    this.isEnding = true;
    if (this.running === 0) return;
    await new Promise<void>((resolve) => {
      const cut = setTimeout(resolve, maxMs);
      this.waiting.push(() => {
        clearTimeout(cut);
        resolve();
      });
    });
  }

  stop(): void {
    this.isOver = true;
  }
}
