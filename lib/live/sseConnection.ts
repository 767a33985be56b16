import type { IncomingMessage, ServerResponse } from 'node:http';
import { Drain } from './Drain';
import { returnDelayMs, type Ending } from './endings';
import type { Heartbeat } from './Heartbeat';
import type { Connection } from './Subscriber';

/** What an EventSource waits before it returns after a lost connection, in milliseconds. */
const RETRY_MS = 3_000;

/** How long an ended peer may take to read the rest before its socket is cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; the rest keeps proxies from holding it back. */
export const SSE_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'Access-Control-Allow-Origin': '*',
};

/**
 * A response as a stream of Server-Sent Events. The head and `retry:` leave at once, so that a proxy
 * shows the stream as alive. `onClose` is called once, whoever ended it; the response must not be closed yet.
 */
export function sseConnection(
  request: IncomingMessage,
  response: ServerResponse,
  heartbeat: Heartbeat,
  onClose: () => void,
): Connection {
  const drain = new Drain();
  let cut: NodeJS.Timeout | null = null;
  request.socket.setTimeout(0);
  request.socket.setNoDelay(true);
  response.writeHead(200, SSE_HEADERS);
  response.write(`retry: ${RETRY_MS}\n\n`);
  const beat = heartbeat.add({
    // A comment that waits with others behind a slow network would only add to the queue.
    beat: () => {
      if (!response.writableEnded && response.writableLength === 0) response.write(': still here\n\n');
    },
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    if (cut) clearTimeout(cut);
    beat.remove();
    onClose();
  });
  return {
    send: (message) => {
      if (!response.writableEnded) response.write(message.sseChunk, drain.add());
    },
    get waitingBytes() {
      return response.writableLength;
    },
    whenDrained: (then) => {
      drain.whenEmpty(then);
    },
    end: (ending) => {
      if (response.writableEnded) return;
      const { socket } = request;
      // Kept alive, the socket would hold up a server that stops.
      response.end(endingText(ending), () => socket.end());
      // What a slow reader has not read would hold it open, too.
      cut = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS).unref();
    },
  };
}

/** `event: end` where it is over for good; else when to come back. */
function endingText(ending: Ending): string {
  if (ending.returnAfterMs) return `retry: ${returnDelayMs(ending)}\n\n`;
  return `event: end\ndata: ${JSON.stringify({ reason: ending.reason })}\n\n`;
}

/**
 * Answers "full": EventSource gives up for good on anything but 200, so this is a 200 that says
 * `event: busy`, when to come back, and ends.
 */
export function answerBusy(response: ServerResponse, ending: Ending, data: object): void {
  response.writeHead(200, SSE_HEADERS);
  response.end(`retry: ${returnDelayMs(ending)}\nevent: busy\ndata: ${JSON.stringify(data)}\n\n`);
}
