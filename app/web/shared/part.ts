/**
 * A page may hold the rows of some races only: those that it shows. Heads (event, classes, races) and who is on the course
 * are always whole.
 */
import type { PublicRace, Snapshot } from '../../../lib/domain/views';

export interface Part {
  /** The races whose result and start lists the page was given; another one's lists are not there, which is not empty. */
  held: ReadonlySet<string>;
  /** Of the other races those that had results when the page was made. */
  begun: ReadonlySet<string>;
}

/** What a page holds of an event. */
export interface LiveState extends Snapshot {
  /** Absent where the rows of all races are held. */
  part?: Part;
}

type Held = Pick<LiveState, 'results' | 'part'>;

/** Whether the lists of a race are held; what is held may be empty. */
export const holdsRows = ({ results, part }: Held, raceId: string): boolean =>
  part === undefined || part.held.has(raceId) || results[raceId] !== undefined;

/** Whether a race has rows at all; of one that is not held, whether it had results when the page was made. */
export const hasRows = ({ results, part }: Held, { raceId }: Pick<PublicRace, 'raceId'>): boolean =>
  (results[raceId] ?? []).length > 0 || part?.begun.has(raceId) === true;
