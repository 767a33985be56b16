import type { StoredEvent } from '../lib/db/eventRepository';

/** How long a lookup serves others, in milliseconds; a commit of this process ends it at once. */
const REUSE_MS = 100;

/** Looks public events up; thousands who return at once after a restart share one look at the database. */
export class EventLookups {
  private readonly shared = new Map<string, { lookup: Promise<StoredEvent>; at: number }>();

  /** `find` rejects for an event that is not public. */
  constructor(private readonly find: (eventId: string) => Promise<StoredEvent>) {}

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

  /** To be called when anything has changed. */
  clear(): void {
    this.shared.clear();
  }
}
