import type { WebSocket } from 'ws';
import { Drain } from './Drain';
import { ENDINGS, type Ending } from './endings';
import type { Heartbeat } from './Heartbeat';
import type { Connection } from './Subscriber';

/** A client has nothing to say; one that sends more frames than this within a heartbeat is ended. */
const MAX_CLIENT_FRAMES = 60;

/** How long a closed peer may take to answer the close before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * A WebSocket as a live connection: text messages out, pings to find out who is gone, nothing in.
 * `onClose` is called once, whoever ended it.
 */
export function wsConnection(ws: WebSocket, heartbeat: Heartbeat, onClose: () => void): Connection {
  const drain = new Drain();
  let received = 0;
  let isAnswered = true;
  let cut: NodeJS.Timeout | null = null;

  const connection: Connection = {
    send: ({ json }) => {
      if (ws.readyState === ws.OPEN) ws.send(json, { binary: false }, drain.add());
    },
    get waitingBytes() {
      return ws.bufferedAmount;
    },
    whenDrained: (then) => {
      drain.whenEmpty(then);
    },
    end: ({ code, reason }: Ending) => {
      if (cut) return;
      ws.close(code, reason);
      // A peer that reads nothing never answers the close.
      cut = setTimeout(() => {
        ws.terminate();
      }, CLOSE_TIMEOUT_MS).unref();
    },
  };

  const beat = heartbeat.add({
    beat: () => {
      received = 0;
      isAnswered = false;
      ws.ping();
    },
    deadline: () => {
      if (!isAnswered) ws.terminate();
    },
  });
  const count = (): void => {
    received += 1;
    if (received > MAX_CLIENT_FRAMES) connection.end(ENDINGS.flood);
  };
  ws.on('message', count);
  // Each is answered with a pong, which waits in our memory where the client does not read.
  ws.on('ping', count);
  ws.on('pong', () => {
    isAnswered = true;
    count();
  });
  // A broken connection also closes; that is what is acted upon.
  ws.on('error', () => undefined);
  ws.on('close', () => {
    if (cut) clearTimeout(cut);
    beat.remove();
    onClose();
  });
  return connection;
}
