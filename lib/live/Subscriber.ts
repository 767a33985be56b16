import type { View } from '../ingest/readSnapshot';
import type { Batch, Contexts } from './encoding/Batch';
import type { EndingName } from '../domain/endings';
import type { WireForm, EncodedMessage } from './encoding/EncodedMessage';

/** One client's connection, whatever its transport. None of these throws; a broken one does nothing. */
export interface Connection {
  /** The wire form that it takes; null for one that takes the messages themselves. */
  readonly form: WireForm | null;
  /** Called at joining, before anything is sent. */
  joined(membership: Membership): void;
  /** Answers how many bytes were written. */
  send(batch: Batch): number;
  /** Bytes that were sent but that the network has not taken yet. */
  readonly waitingBytes: number;
  /** Calls back once, when nothing waits any more, or soon where nothing does; never before it returns. */
  whenDrained(then: () => void): void;
  /** Everything that the subscriber had missed was sent; what comes now is news. */
  caughtUp?(): void;
  /** The channel is done with it: says why and closes. */
  end(ending: EndingName): void;
}

/** A connection's place in its channel. */
export interface Membership {
  /** The channel's last cursor and the server's time, for heartbeats. */
  readonly pulse: string;
  /** The client is gone. */
  leave(): void;
  /** The connection is to be ended for a reason of its own. */
  drop(ending: EndingName): void;
}

/** The whole event, every race. */
export const WHOLE: View = { structureOnly: false, races: null };

/** One text for each distinct view; no race at all is another than every race. */
export const viewKey = ({ structureOnly, races }: View): string =>
  structureOnly ? 'structure' : races === null ? 'whole' : `races ${races.join(',')}`;

/** Whether a message concerns a view. */
export function isWanted({ raceId, topic }: EncodedMessage, { structureOnly, races }: View): boolean {
  if (structureOnly) return raceId === null && topic !== 'oncourse';
  return raceId === null || races === null || races.includes(raceId);
}

/** What all who watch the same view of an event share. */
export interface ViewGroup {
  readonly view: View;
  readonly contexts: Contexts;
  /** How many watch it. */
  size: number;
}

/** A reader that takes less than this many bytes in a millisecond has no hope of following a race. */
const SLOWEST_BYTES_PER_MS = 16;

/**
 * One who watches an event. `position` is the last message that it has; it is sent a message only if
 * that is newer, so that no join, resume or catching up can double one.
 */
export class Subscriber implements Membership {
  position = -1;
  /** False while it is to get a snapshot or what it missed first: at joining, or when it read too slowly. */
  isCurrent = false;
  /** Since when what was sent last has been waiting, in milliseconds; null where nothing did at the last look. */
  waitingSince: number | null = null;

  constructor(
    readonly connection: Connection,
    readonly group: ViewGroup,
    private readonly channel: {
      readonly pulse: string;
      leave(subscriber: Subscriber): void;
      drop(subscriber: Subscriber, ending: EndingName): void;
    },
  ) {}

  get pulse(): string {
    return this.channel.pulse;
  }

  leave(): void {
    this.channel.leave(this);
  }

  drop(ending: EndingName): void {
    this.channel.drop(this, ending);
  }

  /** It has been sent everything: from here on each message as it comes. */
  becomeCurrent(): void {
    this.isCurrent = true;
    this.connection.caughtUp?.();
  }

  /**
   * To be asked now and then: whether something has been waiting for longer than `maxMs`, and than so many
   * bytes need on a slow network: a snapshot of the first moment is no fault of its reader.
   */
  isOverdue(now: number, maxMs: number): boolean {
    const { waitingBytes } = this.connection;
    if (waitingBytes === 0) this.waitingSince = null;
    else this.waitingSince ??= now;
    if (this.waitingSince === null) return false;
    return now - this.waitingSince >= maxMs + waitingBytes / SLOWEST_BYTES_PER_MS;
  }
}
