import { createHash } from 'node:crypto';
import type { Epoch, StoredEvent } from '../db/eventRepository';

/**
 * The event's epochs once this writer has written its next message: the first one that it writes begins an epoch of its
 * own. Where several processes write, the epoch that was begun last holds for the messages of all.
 */
export function withEpochOf(writerId: string, { id, epochs, lastSeq }: StoredEvent): Epoch[] {
  // Of this event alone: a cursor must not be good for another that the same writer serves.
  const epoch = createHash('sha256').update(`${writerId}:${id}`).digest('hex').slice(0, 12);
  if (epochs.some((begun) => begun.epoch === epoch)) return epochs;
  return [...epochs, { epoch, firstSeq: lastSeq + 1 }];
}
