import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { ENDINGS, type Ending } from './endings';
import type { Heartbeat } from './Heartbeat';
import type { Connection } from './Subscriber';

/** A client has nothing to say; one that sends more than this within a heartbeat is ended. */
const MAX_CLIENT_MESSAGES = 60;

/** How long a closed peer may take to answer the close before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * A WebSocket as a live connection: text messages out, pings to find out who is gone, nothing in.
 * `onClose` is called once, whoever ended it.
 */
export function wsConnection(
  ws: WebSocket,
  socket: Duplex,
  heartbeat: Heartbeat,
  onClose: () => void,
): Connection {
  let received = 0;
  let isAnswered = true;

  const connection: Connection = {
    send: ({ json }) => {
      if (ws.readyState === ws.OPEN) ws.send(json, { binary: false }, ignore);
    },
    get waitingBytes() {
      return ws.bufferedAmount;
    },
    whenDrained: (then) => socket.once('drain', then),
    end: ({ code, reason }: Ending) => {
      ws.close(code, reason);
      // A peer that reads nothing never answers the close.
      setTimeout(() => {
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
  ws.on('pong', () => {
    isAnswered = true;
  });
  ws.on('message', () => {
    received += 1;
    if (received > MAX_CLIENT_MESSAGES) connection.end(ENDINGS.flood);
  });
  // A broken connection also closes; that is what is acted upon.
  ws.on('error', ignore);
  ws.on('close', () => {
    beat.remove();
    onClose();
  });
  return connection;
}

const ignore = (): void => undefined;
