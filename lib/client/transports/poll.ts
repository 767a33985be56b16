import type { LiveMessage } from '../../domain/apply';
import { addressOf, checked, lost, type Link, type LinkEnd, type LinkHandlers, type Target } from './link';
import { refusalOf } from './refusal';

/** How long the server holds back an answer where it is not told. Milliseconds. */
const DEFAULT_WAIT_MS = 25_000;
/**
 * The least time between two questions where the first brought nothing, or for the same address. A server that is
 * about to stop answers at once with nothing, and a cache answers the same for a second: asking on would not end.
 */
const LEAST_MS = 1_000;

/**
 * What came after a message, and the cursor to ask with the next time: it may be another one although nothing came.
 * Null where a server that stops had nothing to say to who came without one.
 */
export interface PollAnswer {
  messages: LiveMessage[];
  id: string | null;
}

/**
 * Asks once for what came after `since`, or why there is no answer. Never throws. The usual wait is not named, so that
 * everyone who is current asks for the same address, and one answer serves all.
 */
export async function askPoll(
  target: Target,
  since: string | null,
  waitMs: number,
  signal: AbortSignal,
  cache: 'default' | 'no-store',
): Promise<PollAnswer | LinkEnd> {
  try {
    const address = addressOf(target, 'poll', {
      ...(since !== null && { since }),
      ...(waitMs !== DEFAULT_WAIT_MS && { wait: String(Math.round(waitMs / 1_000)) }),
    });
    const response = await target.fetch(address, { signal, cache });
    if (response.status !== 200) return await refusalOf(response);
    const { messages, id } = (await response.json()) as { messages: unknown[]; id: string | null };
    return { messages: messages.map((message) => checked(message) as LiveMessage), id };
  } catch (error) {
    return lost(error);
  }
}

/** The live channel by asking again and again; for networks that let no stream through. */
export function openPoll(target: Target, since: string | null, handlers: LinkHandlers, waitMs: number): Link {
  const abort = new AbortController();
  const { signal } = abort;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    let id = since;
    // The first answer comes at once, so that it is known whether this works and what was missed.
    for (let wait = 0; ; wait = waitMs) {
      const askedAt = Date.now();
      const answer = await askPoll(target, id, wait, signal, 'default');
      if (signal.aborted) return;
      if (!('messages' in answer)) {
        abort.abort();
        handlers.onEnd(answer);
        return;
      }
      handlers.onHeard(true);
      for (const message of answer.messages) {
        handlers.onMessage(message);
        // Whoever was told may have closed this.
        if (isClosed()) return;
      }
      handlers.onCurrent();
      const isNews = answer.messages.length > 0 && answer.id !== id;
      ({ id } = answer);
      const tooSoonMs = askedAt + LEAST_MS - Date.now();
      if (!isNews && tooSoonMs > 0) await new Promise((resolve) => (pause = setTimeout(resolve, tooSoonMs)));
      if (isClosed()) return;
    }
  }
  // Asked anew each time, whatever the compiler has concluded from the last.
  const isClosed = (): boolean => signal.aborted;

  void run();
  return {
    close: () => {
      abort.abort();
      clearTimeout(pause);
    },
  };
}
