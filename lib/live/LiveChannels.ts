import type { StoredEvent } from '../db/eventRepository';
import type { Commit, EventEnding } from '../db/journalRepository';
import { isPublic } from '../domain/lifecycle';
import { eventNotFound } from '../errors';
import { EventState } from '../read/EventState';
import type { ReadJournal, Reader } from '../read/Reader';
import type { LiveCounters } from './counters';
import type { EndingName } from '../domain/endings';
import { LiveChannel, type ChannelOptions, type ChannelSource } from './LiveChannel';
import { ViewerCount } from './ViewerCount';

/** How long viewers of an event that became official keep their connection, in milliseconds. */
export const OFFICIAL_GRACE_MS = 5_000;
/** How often slow connections and unused channels are looked for, in milliseconds. */
const SWEEP_MS = 1_000;
/** How many channels that no one watches are kept at most. */
const MOST_UNWATCHED = 32;

export interface LiveChannelsParts {
  reader: Reader;
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
    const channel = new LiveChannel({ epochs, lastSeq }, this.sourceOf(id, eventId), options, onError);
    if (this.closing) {
      channel.end(this.closing);
    } else {
      const viewerCount =
        countViewers &&
        new ViewerCount(async (viewers) => {
          channel.notice(await countViewers(eventId, viewers));
        }, onError);
      this.channels.set(id, { eventId, channel, viewerCount });
      this.letGo();
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

  /** Beyond so many the channels go that were not used for the longest time: each may hold an event's state. */
  private letGo(): void {
    const unwatched = [...this.channels].filter(([, { channel }]) => channel.size === 0);
    if (unwatched.length <= MOST_UNWATCHED) return;
    unwatched.sort(([, a], [, b]) => a.channel.usedAt - b.channel.usedAt);
    for (const [event] of unwatched.slice(0, -MOST_UNWATCHED)) this.channels.delete(event);
  }

  private sourceOf(event: number, eventId: string): ChannelSource {
    const { reader } = this.parts;
    return {
      loadState: async () => {
        const loaded = await reader.loadState(event);
        if (!loaded) throw eventNotFound(eventId);
        return new EventState(loaded, (raceId, catId) => reader.loadDetails(event, raceId, catId));
      },
      readJournal: async (seq) => {
        const read = await reader.readJournal(event, seq);
        // Who was admitted just before the event's end would otherwise not be told of it.
        const ending = endingOf(read);
        if (ending) this.endFor(event, ending);
        return read;
      },
    };
  }
}

/** Why no one may watch the event as it is stored now; null where all may. */
function endingOf(read: ReadJournal | null): EventEnding | null {
  if (!read) return 'deleted';
  if (!isPublic(read.status)) return 'unpublished';
  return read.status === 'official' ? 'official' : null;
}
