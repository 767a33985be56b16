import type { Transport } from '../options';
import { lost, type Link, type LinkHandlers, type Target } from './link';
import { openPoll } from './poll';
import { openSse } from './sse';
import { openWs, type WebSocketConstructor } from './ws';

/** What connections are made with. */
export interface Means {
  target: Target;
  /** Undefined where there is none. */
  WebSocket: WebSocketConstructor | undefined;
  pollMs: number;
}

/** Opens a connection that goes on after message `since`, or begins with a `full`. */
export function open(
  transport: Transport,
  { target, WebSocket, pollMs }: Means,
  since: string | null,
  handlers: LinkHandlers,
): Link {
  if (transport === 'sse') return openSse(target, since, handlers);
  if (transport === 'poll' || !WebSocket) return openPoll(target, since, handlers, pollMs);
  try {
    return openWs(target, since, handlers, WebSocket);
  } catch (error) {
    // Browsers throw where a page's policy forbids the address. Told later, as every other end.
    const timer = setTimeout(() => {
      handlers.onEnd(lost(error));
    });
    return {
      close: () => {
        clearTimeout(timer);
      },
    };
  }
}
