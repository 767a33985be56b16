/**
 * A cursor names a place in an event's journal. It is opaque to clients: the event's epoch (random
 * text of its own) and a sequence number, so that it holds across restarts, processes and transports,
 * and a cursor of another event, or of an earlier event with the same id, is recognised.
 */
export const cursorOf = (epoch: string, seq: number): string => `${epoch}-${seq.toString(36)}`;

/** The sequence number in a cursor of this epoch; null for any other text. */
export function seqOf(cursor: string, epoch: string): number | null {
  const match = /^([0-9a-f]+)-([0-9a-z]{1,10})$/.exec(cursor);
  if (match?.[1] !== epoch || match[2] === undefined) return null;
  const seq = parseInt(match[2], 36);
  return Number.isSafeInteger(seq) ? seq : null;
}
