import { findEvent, type StoredEvent } from '../lib/db/eventRepository';
import type { Executor } from '../lib/db/dialect';
import type { Commit } from '../lib/db/journalRepository';
import { isPublic } from '../lib/domain/lifecycle';
import { eventNotFound } from '../lib/errors';

/** How long a lookup serves others, in milliseconds. */
const REUSE_MS = 100;

/** Looks public events up; thousands who return at once after a restart share one look at the database. */
export class EventLookups {
  private readonly shared = new Map<string, { lookup: Promise<StoredEvent>; at: number }>();

  constructor(private readonly db: Executor) {}

  /** The event; 404 for one that does not exist or is a draft. */
  of(eventId: string): Promise<StoredEvent> {
    const now = performance.now();
    const known = this.shared.get(eventId);
    if (known && now - known.at < REUSE_MS) return known.lookup;
    const lookup = this.find(eventId);
    this.shared.set(eventId, { lookup, at: now });
    // Names of events that do not exist must not pile up.
    lookup.catch(() => this.shared.delete(eventId));
    return lookup;
  }

  /** To be told of each commit: what it says of the event itself may be another now. */
  forget({ messages, ending }: Commit): void {
    if (ending || messages.some(({ raceId, topic }) => raceId === null && topic === null))
      this.shared.clear();
  }

  private async find(eventId: string): Promise<StoredEvent> {
    const event = await findEvent(this.db, eventId);
    if (!event || !isPublic(event.status)) throw eventNotFound(eventId);
    return event;
  }
}
