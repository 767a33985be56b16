/**
 * Every reason for which the server ends a stream, in one place: what each transport says, and
 * whether the client should come back.
 */
export interface Ending {
  /** WebSocket close code (RFC 6455, section 7.4); 1006 is never sent: it is what a cut connection looks like. */
  code: number;
  /** WebSocket close reason and the `reason` of the SSE `end` event. */
  reason: string;
  /**
   * Whether and when to come back: null for never, else milliseconds. An SSE stream that is over for
   * good says `event: end`; one that is to come back only sets `retry:`.
   */
  returnAfterMs: { least: number; most: number } | null;
}

/** By the name that counters use. */
export const ENDINGS = {
  official: { code: 1000, reason: 'Event results are official', returnAfterMs: null },
  deleted: { code: 1000, reason: 'Event deleted', returnAfterMs: null },
  unpublished: { code: 1000, reason: 'Event unpublished', returnAfterMs: null },
  shutdown: { code: 1001, reason: 'Server is restarting', returnAfterMs: { least: 500, most: 3_000 } },
  slow: { code: 4008, reason: 'Reading too slowly', returnAfterMs: { least: 5_000, most: 15_000 } },
  flood: { code: 1008, reason: 'Nothing is read here, stop sending', returnAfterMs: null },
  noPong: { code: 1006, reason: 'No answer to a ping', returnAfterMs: { least: 500, most: 3_000 } },
  busy: { code: 1013, reason: 'Too many connections', returnAfterMs: { least: 15_000, most: 45_000 } },
  failure: { code: 1011, reason: 'Internal error', returnAfterMs: { least: 2_000, most: 10_000 } },
} as const satisfies Record<string, Ending>;

export type EndingName = keyof typeof ENDINGS;

/** A time to come back, spread so that not everyone returns at once. */
export function returnDelayMs(ending: EndingName): number {
  const { returnAfterMs } = ENDINGS[ending];
  if (!returnAfterMs) return 0;
  const { least, most } = returnAfterMs;
  return Math.round(least + Math.random() * (most - least));
}
