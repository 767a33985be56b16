/** When to come back: at random between these, in milliseconds. */
export interface ReturnTime {
  least: number;
  most: number;
}

/**
 * What WebSocket close codes mean for coming back, by range, so that a client can decide about a code that it has
 * never heard of: null for never. Codes below 4000 are those of RFC 6455, section 7.4; those above are ours to give
 * out: a new ending takes a code from the range that says what its clients are to do.
 */
export const CLOSE_RANGES: readonly { from: number; to: number; returnAfterMs: ReturnTime | null }[] = [
  { from: 1000, to: 1000, returnAfterMs: null },
  { from: 1001, to: 1001, returnAfterMs: { least: 500, most: 3_000 } },
  { from: 1008, to: 1008, returnAfterMs: null },
  { from: 1011, to: 1011, returnAfterMs: { least: 2_000, most: 10_000 } },
  { from: 1013, to: 1013, returnAfterMs: { least: 15_000, most: 45_000 } },
  { from: 4000, to: 4499, returnAfterMs: { least: 5_000, most: 15_000 } },
  { from: 4500, to: 4999, returnAfterMs: null },
];

/** When to come back after a close code; null for never, undefined where it says nothing: the network broke. */
export function returnAfter(code: number): ReturnTime | null | undefined {
  return CLOSE_RANGES.find(({ from, to }) => from <= code && code <= to)?.returnAfterMs;
}

/** A time to come back, spread so that not everyone returns at once. Milliseconds. */
export function spread({ least, most }: ReturnTime): number {
  return Math.round(least + Math.random() * (most - least));
}
