import type { IncomingMessage, ServerResponse } from 'node:http';
import { returnDelayMs, type Ending } from './endings';
import type { Heartbeat } from './Heartbeat';
import type { Connection } from './Subscriber';

/** What an EventSource waits before it returns after a lost connection, in milliseconds. */
const RETRY_MS = 3_000;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; the rest keeps proxies from holding it back. */
export const SSE_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'Access-Control-Allow-Origin': '*',
};

/**
 * A response as a stream of Server-Sent Events. The head and `retry:` leave at once, so that a proxy
 * shows the stream as alive. `onClose` is called once, whoever ended it.
 */
export function sseConnection(
  request: IncomingMessage,
  response: ServerResponse,
  heartbeat: Heartbeat,
  onClose: () => void,
): Connection {
  request.socket.setTimeout(0);
  request.socket.setNoDelay(true);
  response.writeHead(200, SSE_HEADERS);
  response.write(`retry: ${RETRY_MS}\n\n`);
  const beat = heartbeat.add({
    // A comment that waits with others behind a slow network would only add to the queue.
    beat: () => {
      if (response.writableLength === 0) response.write(': still here\n\n');
    },
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    beat.remove();
    onClose();
  });
  return {
    send: (message) => {
      if (!response.writableEnded) response.write(message.sseChunk);
    },
    get waitingBytes() {
      return response.writableLength;
    },
    whenDrained: (then) => response.once('drain', then),
    end: (ending) => {
      if (response.writableEnded) return;
      const isSlow = response.writableLength > 0;
      response.end(endingText(ending));
      // What a slow reader has not read would hold the socket open.
      if (isSlow) setTimeout(() => response.destroy(), RETRY_MS).unref();
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
