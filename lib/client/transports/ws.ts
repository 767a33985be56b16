import { addressOf, lost, messageOf, type Link, type LinkEnd, type LinkHandlers, type Target } from './link';

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

/** When to come back after which close code, in milliseconds: from the first on, spread by the second. */
const RETURNS: Record<number, [least: number, spread: number]> = {
  1001: [500, 2_500],
  1011: [2_000, 8_000],
  1013: [15_000, 30_000],
  4008: [5_000, 10_000],
};

/** Codes after which there is nothing to come back for. */
const FINAL = [1000, 1008];

/** The live channel on WebSocket. */
export function openWs(
  target: Target,
  since: string | null,
  { onHeard, onMessage, onEnd }: LinkHandlers,
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
    onEnd(how);
  };
  socket.addEventListener('open', () => {
    if (!isClosed) onHeard(false);
  });
  socket.addEventListener('message', ({ data }) => {
    if (isClosed) return;
    onHeard(true);
    try {
      onMessage(messageOf(String(data)));
    } catch (error) {
      end(lost(error));
    }
  });
  socket.addEventListener('close', ({ code = 1006, reason = '' }) => {
    const back = RETURNS[code];
    if (FINAL.includes(code)) end({ kind: 'end', reason });
    else if (back) end({ kind: 'later', afterMs: back[0] + Math.random() * back[1] });
    else end(lost(new Error(`the WebSocket closed with ${code}`)));
  });
  // It closes, too; but the package ws throws where nobody listens.
  socket.addEventListener('error', () => undefined);
  socket.on?.('ping', () => {
    if (!isClosed) onHeard(true);
  });
  return { close };
}
