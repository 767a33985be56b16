import type { WireForm } from './encoding/EncodedMessage';

/** What an event is watched with: which of its pages, as they say themselves; `other` for whoever does not say. */
export const VIEWERS = ['event', 'board', 'speaker', 'embed', 'control', 'other'] as const;
export type ViewerName = (typeof VIEWERS)[number];

/** The transport of a connection that takes this wire form; a poll takes none. */
export function transportOf(form: WireForm | null): 'ws' | 'sse' | 'poll' {
  if (form === null) return 'poll';
  return form.startsWith('ws') ? 'ws' : 'sse';
}
