import { EventFollower } from './EventFollower';
import type { LiveConnection, LiveOptions } from './options';

/**
 * Follows an event live, until it ends or `close` is called: over WebSocket, where that does not work over
 * Server-Sent Events, else by long-polling, and back up when the better one works again. Comes back by itself after
 * every loss, with what was missed. Throws TypeError where the forced transport is not there.
 */
export function connectLive(options: LiveOptions): LiveConnection {
  return new EventFollower(options);
}
