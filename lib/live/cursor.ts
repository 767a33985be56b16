import type { Epoch } from '../db/eventRepository';

/**
 * A cursor names a place in an event's journal. It is opaque to clients: the epoch in which the message was
 * written and its sequence number, so that it holds across restarts, processes and transports. Anything that this
 * database did not write is recognised: a cursor of another event, of an earlier one with the same id, or of
 * messages that were lost with the disk or before a backup was put back, whose numbers were used again.
 */
export const cursorOf = (epochs: Epoch[], seq: number): string =>
  `${epochAt(epochs, seq)}-${seq.toString(36)}`;

/** The same place under another name, so that who asks about it again has an address of which no cache has an answer. */
export const steppedCursor = (cursor: string, now: number): string => {
  const [place = ''] = cursor.split('.');
  return `${place}.${Math.floor(now).toString(36)}`;
};

/** The place that a cursor of this form names, of whatever epoch, and its number; null for any other text. */
export function placeOf(cursor: string): { place: string; seq: number } | null {
  const [, place, number] = /^([0-9a-f]+-([0-9a-z]{1,10}))(?:\.[0-9a-z]{1,12})?$/.exec(cursor) ?? [];
  const seq = parseInt(number ?? '', 36);
  return place !== undefined && Number.isSafeInteger(seq) ? { place, seq } : null;
}

/** Before the first message there is no epoch, and no one who watches. */
const epochAt = (epochs: Epoch[], seq: number): string =>
  (epochs.findLast(({ firstSeq }) => firstSeq <= seq) ?? epochs[0])?.epoch ?? '';
