/** Learns that something was committed, by whatever process, and whether the database is there at all. */
export interface CommitWatch {
  /** On SQLite looks now: what was committed before is told before this returns. PostgreSQL tells by itself. */
  look: () => void;
  /** For how long the database has not been heard of, in milliseconds; null while it is there. */
  awayMs: () => number | null;
  close: () => Promise<void>;
}

/** How far an event has come by a commit, where its messages are all there is to know of it. */
export interface EventNews {
  /** The event's internal id. */
  event: number;
  /** Its newest message. */
  seq: number;
}

export interface CommitWatchParts {
  /** Something may have been committed; null where it is not known what. */
  onCommit: (news: EventNews | null) => void;
  /** The database can no longer be reached, and then that it can again: each told once. */
  onAway: (error: unknown) => void;
  onBack: () => void;
}

/** Whether the database is there; tells of a change once. */
export class Contact {
  private isLost = false;
  private heardAt = performance.now();

  constructor(private readonly parts: Pick<CommitWatchParts, 'onAway' | 'onBack'>) {}

  heard(): void {
    this.heardAt = performance.now();
    if (!this.isLost) return;
    this.isLost = false;
    this.parts.onBack();
  }

  lost(error: unknown): void {
    if (this.isLost) return;
    this.isLost = true;
    this.parts.onAway(error);
  }

  readonly awayMs = (): number | null => (this.isLost ? performance.now() - this.heardAt : null);
}
