import type { Snapshot } from '../../../lib/domain/views';
import type { Part } from './part';

/** Id of the element of a page that holds the state which the server drew it with, as JSON. */
export const FIRST_STATE = 'first-state';

/** What a page is given to begin with, so that it asks for nothing. */
export interface FirstState {
  /** The `full` message of a view of {@link races}, which the page follows from. */
  message: { type: 'full'; id: string; at: string; data: Snapshot };
  /** The races whose rows it has. */
  races: string[];
  /** Of all races those that have results. */
  begun: string[];
}

/** What of an event the first state is. */
export const partOf = ({ races, begun }: Pick<FirstState, 'races' | 'begun'>): Part => ({
  held: new Set(races),
  begun: new Set(begun),
});
