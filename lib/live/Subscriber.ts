import type { View } from '../ingest/readSnapshot';
import type { Ending } from './endings';
import type { LiveMessage } from './LiveMessage';

/** One client's connection, whatever its transport. None of these throws; a broken one does nothing. */
export interface Connection {
  send(message: LiveMessage): void;
  /** Bytes that were sent but that the network has not taken yet. */
  readonly waitingBytes: number;
  /** Calls back once, when nothing waits any more, or soon where nothing does; never before it returns. */
  whenDrained(then: () => void): void;
  /** Everything that the subscriber had missed was sent; what comes now is news. */
  caughtUp?(): void;
  end(ending: Ending): void;
}

/** The whole event, every race. */
export const WHOLE: View = { structureOnly: false, races: null };

/** One text for each distinct view. */
export const viewKey = ({ structureOnly, races }: View): string =>
  structureOnly ? 'structure' : (races?.join(',') ?? '');

/**
 * One who watches an event. `position` is the last message that it has; it is sent a message only if
 * that is newer, so that no join, resume or catching up can double one.
 */
export class Subscriber {
  position = -1;
  /** False while it is to get a snapshot or what it missed first: at joining, or when it read too slowly. */
  isCurrent = false;
  /** The time since which what waits is over the bound, in milliseconds; null while it is not. */
  slowSince: number | null = null;
  /** Bytes that waited when it became current, a snapshot most of all; allowed beyond the bound until they have drained. */
  private allowance = 0;

  constructor(
    readonly connection: Connection,
    readonly view: View,
  ) {}

  /** Sends the message if it is news to this view. */
  send(message: LiveMessage): void {
    if (message.seq <= this.position) return;
    this.position = message.seq;
    if (this.wants(message)) this.connection.send(message);
  }

  /** Sends a snapshot, in place of all that came before it. */
  sendSnapshot(message: LiveMessage): void {
    this.position = message.seq;
    this.connection.send(message);
  }

  /** It has been sent everything: from here on each message as it comes. */
  becomeCurrent(): void {
    this.isCurrent = true;
    this.allowance = this.connection.waitingBytes;
    this.connection.caughtUp?.();
  }

  /** Whether more waits than `maxBytes`, what it was brought up to date with apart. */
  isOver(maxBytes: number): boolean {
    const waiting = this.connection.waitingBytes;
    if (waiting === 0) this.allowance = 0;
    return waiting > maxBytes + this.allowance;
  }

  /** Whether the message concerns this view. */
  wants({ raceId, topic }: LiveMessage): boolean {
    const { structureOnly, races } = this.view;
    if (structureOnly) return raceId === null && topic !== 'oncourse';
    return raceId === null || races === null || races.includes(raceId);
  }
}
