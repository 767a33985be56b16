import type { EventNews } from '../db/watch/CommitWatch';
import type { StoredEvent } from '../db/eventRepository';
import type { ViewerKinds } from '../db/viewerRepository';
import type { Commit, EventEnding } from '../db/journalRepository';
import { isPublic, type EventStatus } from '../domain/lifecycle';
import { eventNotFound } from '../errors';
import { EventState } from '../read/EventState';
import type { EventHead, Reader } from '../read/Reader';
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
  countViewers: ((eventId: string, kinds: ViewerKinds) => Promise<number>) | null;
  onError: (error: unknown) => void;
}

interface OpenChannel {
  /** As it was last looked up. */
  event: StoredEvent;
  channel: LiveChannel;
  viewerCount: ViewerCount | null;
}

/** The channels of this process, one for each event that someone watches. */
export class LiveChannels {
  private readonly channels = new Map<number, OpenChannel>();
  private readonly graces = new Map<number, NodeJS.Timeout>();
  private closing: EndingName | null = null;
  private looking: Promise<void> | null = null;
  /** Something may have been committed since the last look that succeeded began. */
  private isNewsDue = false;
  private readonly sweeper = setInterval(() => {
    this.sweep();
  }, SWEEP_MS);

  constructor(private readonly parts: LiveChannelsParts) {}

  get counters(): LiveCounters {
    return this.parts.options.counters;
  }

  /** The event's channel, opened where no one watched it. */
  of(event: StoredEvent): LiveChannel {
    const { id, eventId, epochs, lastSeq } = event;
    const open = this.channels.get(id);
    if (open) {
      open.event = event;
      open.channel.notice(lastSeq);
      return open.channel;
    }
    const { options, countViewers, onError } = this.parts;
    const channel = new LiveChannel({ epochs, lastSeq }, this.sourceOf(id, eventId), options, onError);
    if (this.closing) {
      channel.end(this.closing);
    } else {
      const viewerCount =
        countViewers &&
        new ViewerCount(async () => {
          channel.notice(await countViewers(eventId, channel.viewerKinds()));
        }, onError);
      this.channels.set(id, { event, channel, viewerCount });
      this.letGo();
      // What was committed between the caller's look at the event and now told no one here.
      void channel.heal();
    }
    return channel;
  }

  /** An event as it was last looked up, where its channel is open; null for any other. */
  held(eventId: string): StoredEvent | null {
    return [...this.channels.values()].find(({ event }) => event.eventId === eventId)?.event ?? null;
  }

  /** Who is connected here, by event. */
  overview(): { eventId: string; connections: number; kinds: ViewerKinds; views: number }[] {
    return [...this.channels.values()].map(({ event, channel }) => ({
      eventId: event.eventId,
      connections: channel.size,
      kinds: channel.viewerKinds(),
      views: channel.viewCount,
    }));
  }

  /** Passes on what was committed. */
  deliver({ event, messages, epochs, ending }: Commit): void {
    this.channels.get(event)?.channel.deliver(messages, epochs);
    if (ending) this.endFor(event, ending);
  }

  /** To be told that something was committed, by whatever process; where it is not known what, looks how far the open events have come. */
  lookForNews(news: EventNews | null): void {
    if (news) {
      this.channels.get(news.event)?.channel.notice(news.seq);
      return;
    }
    this.isNewsDue = true;
    this.looking ??= this.look().finally(() => (this.looking = null));
  }

  /** Ends every stream of every event. */
  close(ending: EndingName): void {
    this.closing = ending;
    clearInterval(this.sweeper);
    for (const grace of this.graces.values()) clearTimeout(grace);
    this.graces.clear();
    for (const event of [...this.channels.keys()]) this.end(event, ending);
  }

  private async look(): Promise<void> {
    while (this.isNewsDue) {
      this.isNewsDue = false;
      const events = [...this.channels.keys()];
      if (events.length === 0) return;
      try {
        const heads = new Map((await this.parts.reader.readHeads(events)).map((head) => [head.event, head]));
        for (const event of events) this.notice(event, heads.get(event) ?? null);
      } catch (error) {
        // The next sweep tries again; a reader that is closed is asked no more.
        if (!this.closing) this.parts.onError(error);
        this.isNewsDue = true;
        return;
      }
    }
  }

  /** Tells an event's channel how the event stands; null where it is gone. */
  private notice(event: number, head: EventHead | null): void {
    if (head) this.channels.get(event)?.channel.notice(head.lastSeq);
    const ending = endingOf(head);
    if (ending) this.endFor(event, ending);
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
    const grace = setTimeout(() => void this.endIfOfficial(event), OFFICIAL_GRACE_MS);
    this.graces.set(event, grace);
  }

  /** It may have been taken back meanwhile. */
  private async endIfOfficial(event: number): Promise<void> {
    const heads = await this.parts.reader.readHeads([event]).catch(() => null);
    this.graces.delete(event);
    if (heads !== null && endingOf(heads[0] ?? null) !== 'official') return;
    // One that no one watches stays for who reads the snapshot over REST.
    if (this.channels.get(event)?.channel.size) this.end(event, 'official');
  }

  private sweep(): void {
    if (this.isNewsDue) this.lookForNews(null);
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
        if (!loaded) {
          // Who was admitted just before the event's end is told of it.
          const [head] = await reader.readHeads([event]);
          this.notice(event, head ?? null);
          throw eventNotFound(eventId);
        }
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
function endingOf(stored: { status: EventStatus } | null): EventEnding | null {
  if (!stored) return 'deleted';
  if (!isPublic(stored.status)) return 'unpublished';
  return stored.status === 'official' ? 'official' : null;
}
