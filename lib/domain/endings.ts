import { returnAfter, spread, type ReturnTime } from './closeCodes';

/** A reason for which the server ends a stream. */
export interface Ending {
  /** WebSocket close code (RFC 6455, section 7.4); 1006 is never sent: it is what a cut connection looks like. */
  code: number;
  /** WebSocket close reason and the `reason` of the SSE `end` event. */
  reason: string;
  /**
   * Whether and when to come back, as the ranges of codes have it: null for never, undefined for as after any loss.
   * An SSE stream that is over for good says `event: end`; one that is to come back only sets `retry:`.
   */
  returnAfterMs: ReturnTime | null | undefined;
}

const ending = (code: number, reason: string): Ending => ({ code, reason, returnAfterMs: returnAfter(code) });

/** Every ending, by the name that counters use. */
export const ENDINGS = {
  official: ending(1000, 'Event results are official'),
  deleted: ending(1000, 'Event deleted'),
  unpublished: ending(1000, 'Event unpublished'),
  shutdown: ending(1001, 'Server is restarting'),
  slow: ending(4008, 'Reading too slowly'),
  flood: ending(1008, 'Nothing is read here, stop sending'),
  noPong: ending(1006, 'No answer to a ping'),
  busy: ending(1013, 'Too many connections'),
  failure: ending(1011, 'Internal error'),
};

export type EndingName = keyof typeof ENDINGS;

/** When whoever is ended is to come back, in milliseconds; 0 where the ending names no time. */
export function returnDelayMs(name: EndingName): number {
  const { returnAfterMs } = ENDINGS[name];
  return returnAfterMs ? spread(returnAfterMs) : 0;
}
