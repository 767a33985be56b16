import type { Knex } from 'knex';
import { findEventById, type StoredEvent } from '../db/eventRepository';
import { messagesAfter } from '../db/journalRepository';
import { isPublic } from '../domain/lifecycle';
import type { Commit, EventEnding } from '../ingest/Ingest';
import type { TakenSnapshot, View } from '../ingest/readSnapshot';
import type { LiveCounters } from './counters';
import type { EndingName } from '../domain/endings';
import { Queue } from './Queue';
import { ViewerCount } from './ViewerCount';
import { LiveChannel, type ChannelOptions, type ChannelSource } from './LiveChannel';

/** How long viewers of an event that became official keep their connection, in milliseconds. */
export const OFFICIAL_GRACE_MS = 5_000;
/** How often slow connections and unused channels are looked for, in milliseconds. */
const SWEEP_MS = 1_000;

export interface LiveChannelsParts {
  db: Knex;
  readSnapshot: (event: number, view: View) => Promise<TakenSnapshot>;
  options: ChannelOptions;
  /** Tells how many watch an event in this process, and answers its newest message's number; null where that is not counted. */
  countViewers: ((eventId: string, viewers: number) => Promise<number>) | null;
  onError: (error: unknown) => void;
}

interface OpenChannel {
  eventId: string;
  channel: LiveChannel;
  viewerCount: ViewerCount | null;
}

/** The channels of this process, one for each event that someone watches. */
export class LiveChannels {
  private readonly channels = new Map<number, OpenChannel>();
  private readonly graces = new Map<number, NodeJS.Timeout>();
  /** Snapshots of all events: the writer composes them, and pushes must not wait for more than one. */
  private readonly composing = new Queue();
  private closing: EndingName | null = null;
  private readonly sweeper = setInterval(() => {
    this.sweep();
  }, SWEEP_MS);

  constructor(private readonly parts: LiveChannelsParts) {}

  get counters(): LiveCounters {
    return this.parts.options.counters;
  }

  /** The event's channel, opened where no one watched it. */
  of({ id, eventId, epochs, lastSeq }: StoredEvent): LiveChannel {
    const open = this.channels.get(id)?.channel;
    if (open) {
      open.notice(lastSeq);
      return open;
    }
    const { options, countViewers, onError } = this.parts;
    const channel = new LiveChannel({ epochs, lastSeq }, this.sourceOf(id), options, onError);
    if (this.closing) {
      channel.end(this.closing);
    } else {
      const viewerCount =
        countViewers &&
        new ViewerCount(async (viewers) => {
          channel.notice(await countViewers(eventId, viewers));
        }, onError);
      this.channels.set(id, { eventId, channel, viewerCount });
      // What was committed between the caller's look at the event and now told no one here.
      void channel.heal();
    }
    return channel;
  }

  /** Who is connected here, by event. */
  overview(): { eventId: string; connections: number; views: number }[] {
    return [...this.channels.values()].map(({ eventId, channel }) => ({
      eventId,
      connections: channel.size,
      views: channel.viewCount,
    }));
  }

  /** Passes on what was committed. */
  deliver({ event, messages, epochs, ending }: Commit): void {
    this.channels.get(event)?.channel.deliver(messages, epochs);
    if (ending) this.endFor(event, ending);
  }

  /** Ends every stream of every event. */
  close(ending: EndingName): void {
    this.closing = ending;
    clearInterval(this.sweeper);
    for (const grace of this.graces.values()) clearTimeout(grace);
    this.graces.clear();
    for (const event of [...this.channels.keys()]) this.end(event, ending);
  }

  private end(event: number, ending: EndingName): void {
    this.channels.get(event)?.channel.end(ending);
    this.channels.delete(event);
    clearTimeout(this.graces.get(event));
    this.graces.delete(event);
  }

  private endFor(event: number, ending: EventEnding): void {
    if (ending !== 'official') this.end(event, ending);
    else if (this.channels.has(event) && !this.graces.has(event)) this.endAfterGrace(event);
  }

  private endAfterGrace(event: number): void {
    const grace = setTimeout(() => {
      this.graces.delete(event);
      // One that no one watches stays for who reads the snapshot over REST.
      if (this.channels.get(event)?.channel.size) this.end(event, 'official');
    }, OFFICIAL_GRACE_MS);
    this.graces.set(event, grace);
  }

  private sweep(): void {
    const now = this.parts.options.clock();
    for (const [event, { channel, viewerCount }] of this.channels) {
      channel.sweep(now);
      viewerCount?.look(channel.size, now);
      if (channel.isUnused(now)) this.channels.delete(event);
    }
  }

  private sourceOf(event: number): ChannelSource {
    const { db, readSnapshot } = this.parts;
    return {
      readSnapshot: (view) => this.composing.run(() => readSnapshot(event, view)),
      messagesAfter: async (seq) => {
        // Messages first: one that is pruned in between then shows in the floor.
        const messages = await messagesAfter(db, event, seq);
        const stored = await findEventById(db, event);
        // Who was admitted just before the event's end would otherwise not be told of it.
        const ending = endingOf(stored);
        if (ending) this.endFor(event, ending);
        if (!stored || seq < stored.journalFloor || seq > stored.lastSeq) return null;
        return { messages, epochs: stored.epochs };
      },
    };
  }
}

/** Why no one may watch the event as it is stored now; null where all may. */
function endingOf(stored: StoredEvent | null): EventEnding | null {
  if (!stored) return 'deleted';
  if (!isPublic(stored.status)) return 'unpublished';
  return stored.status === 'official' ? 'official' : null;
}
