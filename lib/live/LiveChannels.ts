import type { Knex } from 'knex';
import { findEventById, type StoredEvent } from '../db/eventRepository';
import { messagesAfter } from '../db/journalRepository';
import type { Commit } from '../ingest/Ingest';
import type { TakenSnapshot, View } from '../ingest/readSnapshot';
import { ENDINGS, type Ending } from './endings';
import { LiveChannel, type ChannelOptions, type ChannelSource } from './LiveChannel';

/** How long viewers of an event that became official keep their connection, in milliseconds. */
const OFFICIAL_GRACE_MS = 5_000;
/** How often slow connections and unused channels are looked for, in milliseconds. */
const SWEEP_MS = 1_000;

export interface LiveChannelsParts {
  db: Knex;
  readSnapshot: (event: number, view: View) => Promise<TakenSnapshot>;
  options: ChannelOptions;
  onError: (error: unknown) => void;
}

/** The channels of this process, one for each event that someone watches. */
export class LiveChannels {
  private readonly channels = new Map<number, LiveChannel>();
  private readonly graces = new Map<number, NodeJS.Timeout>();
  private readonly sweeper = setInterval(() => {
    this.sweep();
  }, SWEEP_MS);

  constructor(private readonly parts: LiveChannelsParts) {}

  /** The event's channel, opened where no one watched it. */
  of(event: StoredEvent): LiveChannel {
    const open = this.channels.get(event.id);
    if (open) return open;
    const { options, onError } = this.parts;
    const channel = new LiveChannel(event.epoch, event.lastSeq, this.sourceOf(event.id), options, onError);
    this.channels.set(event.id, channel);
    return channel;
  }

  /** Passes on what was committed. */
  deliver({ event, messages, ending }: Commit): void {
    const channel = this.channels.get(event);
    if (!channel) return;
    channel.deliver(messages);
    if (ending === 'official') this.endAfterGrace(event);
    else if (ending) this.end(event, ENDINGS[ending]);
  }

  /** Ends every stream of every event. */
  close(ending: Ending): void {
    clearInterval(this.sweeper);
    for (const grace of this.graces.values()) clearTimeout(grace);
    this.graces.clear();
    for (const event of [...this.channels.keys()]) this.end(event, ending);
  }

  private end(event: number, ending: Ending): void {
    this.channels.get(event)?.end(ending);
    this.channels.delete(event);
    clearTimeout(this.graces.get(event));
    this.graces.delete(event);
  }

  private endAfterGrace(event: number): void {
    const grace = setTimeout(() => {
      this.end(event, ENDINGS.official);
    }, OFFICIAL_GRACE_MS);
    this.graces.set(event, grace);
  }

  private sweep(): void {
    const now = this.parts.options.clock();
    for (const [event, channel] of this.channels) {
      channel.endSlow(now);
      if (channel.isUnused(now)) this.channels.delete(event);
    }
  }

  private sourceOf(event: number): ChannelSource {
    const { db, readSnapshot } = this.parts;
    return {
      readSnapshot: (view) => readSnapshot(event, view),
      messagesAfter: async (seq) => {
        // Messages first: one that is pruned in between then shows in the floor.
        const messages = await messagesAfter(db, event, seq);
        const stored = await findEventById(db, event);
        if (!stored || seq < stored.journalFloor || seq > stored.lastSeq) return null;
        return messages;
      },
    };
  }
}
