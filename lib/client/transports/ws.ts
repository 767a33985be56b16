import { returnAfter, spread } from '../../domain/closeCodes';
import { addressOf, deliver, lost, type Link, type LinkEnd, type LinkHandlers, type Target } from './link';

interface SocketEvent {
  type: string;
  data?: unknown;
  code?: number;
  reason?: string;
}

/** What is used of a WebSocket: the browser's, Node's, or that of the package ws. */
export interface WebSocketLike {
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: SocketEvent) => void,
  ): void;
  close(): void;
  /** The package ws only. */
  terminate?(): void;
  /** The package ws only: browsers do not show pings. */
  on?(event: 'ping', listener: () => void): unknown;
}
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** The live channel on WebSocket. */
export function openWs(
  target: Target,
  since: string | null,
  handlers: LinkHandlers,
  WebSocket: WebSocketConstructor,
): Link {
  let isClosed = false;
  const socket = new WebSocket(
    addressOf(target, 'ws', since === null ? {} : { since }).replace(/^http/, 'ws'),
  );
  const close = (): void => {
    isClosed = true;
    // The package ws would wait half a minute for a dead peer to say goodbye.
    if (socket.terminate) socket.terminate();
    else socket.close();
  };
  const end = (how: LinkEnd): void => {
    if (isClosed) return;
    close();
    handlers.onEnd(how);
  };
  socket.addEventListener('open', () => {
    if (!isClosed) handlers.onHeard(false);
  });
  socket.addEventListener('message', ({ data }) => {
    if (isClosed) return;
    handlers.onHeard(true);
    try {
      deliver(String(data), handlers);
    } catch (error) {
      end(lost(error));
    }
  });
  socket.addEventListener('close', ({ code = 1006, reason = '' }) => {
    const returns = returnAfter(code);
    if (returns) end({ kind: 'later', afterMs: spread(returns) });
    else if (returns === null) end({ kind: 'end', reason });
    else end(lost(new Error(`ws: closed with ${code}`)));
  });
  // It closes, too; but the package ws throws where nobody listens.
  socket.addEventListener('error', () => undefined);
  socket.on?.('ping', () => {
    if (!isClosed) handlers.onHeard(true);
  });
  return { close };
}
