import { addressOf, deliver, lost, type Link, type LinkEnd, type LinkHandlers, type Target } from './link';
import { refusalOf } from './refusal';
import { sseParser } from './sseParser';

/**
 * The live channel on Server-Sent Events. Read with `fetch` and not with EventSource: that one hides statuses and
 * comments, gives up at a 502, and is not there in Node.
 */
export function openSse(target: Target, since: string | null, handlers: LinkHandlers): Link {
  const abort = new AbortController();
  const { signal } = abort;
  const end = (how: LinkEnd): void => {
    if (signal.aborted) return;
    abort.abort();
    handlers.onEnd(how);
  };

  let isFirst = true;
  let returnMs: number | null = null;
  const parse = sseParser(({ event, data, retryMs }) => {
    if (signal.aborted) return;
    // The first block only says what an EventSource is to wait after a loss; a later one, or that of `busy`, is meant.
    if (retryMs !== null && (!isFirst || event !== '')) returnMs = retryMs;
    isFirst = false;
    if (event === 'end') end({ kind: 'end', reason: (JSON.parse(data) as { reason: string }).reason });
    else if ((event === '' || event === 'current') && data !== '') deliver(data, handlers);
  });

  async function read(): Promise<LinkEnd> {
    // In the query and not as Last-Event-ID: browsers would ask servers of other origins for leave first.
    const address = addressOf(target, 'sse', since === null ? {} : { since });
    const response = await target.fetch(address, { signal, cache: 'no-store' });
    if (response.status !== 200) return refusalOf(response);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      return lost(new Error('this is no stream'));
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (signal.aborted) break;
      handlers.onHeard(true);
      parse(decoder.decode(value, { stream: true }));
    }
    return returnMs === null ? lost(new Error('the stream ended')) : { kind: 'later', afterMs: returnMs };
  }

  read().then(end, (error: unknown) => {
    end(lost(error));
  });
  return {
    close: () => {
      abort.abort();
    },
  };
}
