import { findEvent, type StoredEvent } from '../lib/db/eventRepository';
import type { CommitWatch } from '../lib/db/watch/CommitWatch';
import type { Executor } from '../lib/db/dialect';
import type { Commit } from '../lib/db/journalRepository';
import { isOutage } from '../lib/db/outage';
import { isPublic } from '../lib/domain/lifecycle';
import { eventNotFound } from '../lib/errors';
import type { ShortTurns } from './ShortTurns';

/** How long a lookup serves others, in milliseconds. */
const REUSE_MS = 100;

interface Lookup {
  at: number;
  finding: Promise<StoredEvent>;
  /** Null while it is looked for. */
  found: StoredEvent | null;
}

/** Looks public events up; thousands who return at once after a restart share one look at the database. */
export class EventLookups {
  private readonly shared = new Map<string, Lookup>();

  constructor(
    private readonly db: Executor,
    private readonly turns: ShortTurns,
    /** Looks whether another process has committed something; where it has, {@link forgetAll} is called. */
    private readonly watch: Pick<CommitWatch, 'look' | 'awayMs'>,
    /** An event that is known from before, to go on with while the database is away. */
    private readonly held: (eventId: string) => StoredEvent | null,
  ) {}

  /** The event; 404 for one that does not exist or is a draft. */
  async of(eventId: string): Promise<StoredEvent> {
    this.watch.look();
    const lookup = this.lookup(eventId);
    if (lookup.found) return lookup.found;
    const event = await lookup.finding;
    await this.turns.turn();
    return event;
  }

  forgetAll(): void {
    this.shared.clear();
  }

  /** To be told of each commit: what it says of the event itself may be another now. */
  forget({ messages, ending }: Commit): void {
    if (ending || messages.some(({ raceId, topic }) => raceId === null && topic === null))
      this.shared.clear();
  }

  private lookup(eventId: string): Lookup {
    const now = performance.now();
    const known = this.shared.get(eventId);
    if (known && now - known.at < REUSE_MS) return known;
    const lookup: Lookup = { at: now, finding: this.find(eventId), found: null };
    this.shared.set(eventId, lookup);
    lookup.finding.then(
      (event) => (lookup.found = event),
      // Names of events that do not exist must not pile up.
      () => this.shared.delete(eventId),
    );
    return lookup;
  }

  private async find(eventId: string): Promise<StoredEvent> {
    const event = await this.findOrHold(eventId);
    if (!event || !isPublic(event.status)) throw eventNotFound(eventId);
    return event;
  }

  private async findOrHold(eventId: string): Promise<StoredEvent | null> {
    const held = this.held(eventId);
    if (held && this.watch.awayMs() !== null) return held;
    try {
      return await findEvent(this.db, eventId);
    } catch (error) {
      if (held && isOutage(error)) return held;
      throw error;
    }
  }
}
