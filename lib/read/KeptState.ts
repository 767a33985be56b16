import type { JournalMessage } from '../db/journalRepository';
import type { DiffData } from '../domain/views';
import type { EventState } from './EventState';

/** Diffs that nobody has asked to see the effect of; more are taken in at once. */
const MOST_WAITING = 100;

/**
 * An event's state for as long as it is wanted: loaded when it is first asked for, then changed by the messages as they
 * come. Diffs are taken in when someone looks, not while a message is on its way to those who watch.
 */
export class KeptState {
  private state: EventState | null = null;
  private loading: Promise<void> | null = null;
  /** Diffs since the state, or since its loading began. */
  private waiting: JournalMessage[] = [];
  /** What is loaded must contain this message: no diff leads to it. */
  private leastSeq = 0;

  constructor(
    private readonly load: () => Promise<EventState>,
    /** The last message that came. */
    private seq: number,
  ) {}

  /** The state as of the last message that came, or later. */
  async get(): Promise<EventState> {
    for (;;) {
      this.catchUp();
      if (this.state) return this.state;
      this.loading ??= this.loadAnew().finally(() => (this.loading = null));
      await this.loading;
    }
  }

  /** Takes the event's next message. */
  take(message: JournalMessage): void {
    this.seq = message.seq;
    if (message.kind !== 'diff') {
      this.leastSeq = message.seq;
      this.state = null;
      this.waiting = [];
      return;
    }
    if (!this.state && !this.loading) return;
    this.waiting.push(message);
    if (this.state && this.waiting.length > MOST_WAITING) this.catchUp();
  }

  private async loadAnew(): Promise<void> {
    const atLeast = this.seq;
    this.waiting = [];
    const state = await this.load();
    // Else who waits for something newer would ask for ever.
    if (state.seq < atLeast) throw new Error(`the database is at message ${state.seq}, it was at ${atLeast}`);
    // A `full` may have come meanwhile, which it does not contain.
    if (state.seq >= this.leastSeq) this.state = state;
  }

  private catchUp(): void {
    if (!this.state || this.waiting.length === 0) return;
    for (const { seq, body } of this.waiting) {
      if (seq > this.state.seq) this.state.apply({ seq, data: JSON.parse(body ?? '{}') as DiffData });
    }
    this.waiting = [];
  }
}
