import type { LiveMessage } from '../../domain/apply';
import { addressOf, checked, lost, type Link, type LinkEnd, type LinkHandlers, type Target } from './link';
import { refusalOf } from './refusal';

/** A server that is about to stop answers at once with nothing; asking again at once would not end. */
const LEAST_MS = 1_000;

/** Asks once for what came after `since`: the messages, or why there is no answer. Never throws. */
export async function askPoll(
  target: Target,
  since: string | null,
  waitMs: number,
  signal: AbortSignal,
): Promise<LiveMessage[] | LinkEnd> {
  try {
    const address = addressOf(target, 'poll', {
      ...(since !== null && { since }),
      wait: String(Math.round(waitMs / 1_000)),
    });
    const response = await target.fetch(address, { signal, cache: 'no-store' });
    if (response.status !== 200) return await refusalOf(response);
    const { messages } = (await response.json()) as { messages: unknown[] };
    return messages.map(checked);
  } catch (error) {
    return lost(error);
  }
}

/** The live channel by asking again and again; for networks that let no stream through. */
export function openPoll(
  target: Target,
  since: string | null,
  { onHeard, onMessage, onCurrent, onEnd }: LinkHandlers,
  waitMs: number,
): Link {
  const abort = new AbortController();
  const { signal } = abort;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    let id = since;
    // The first answer comes at once, so that it is known whether this works and what was missed.
    for (let wait = 0; ; wait = waitMs) {
      const askedAt = Date.now();
      const answer = await askPoll(target, id, wait, signal);
      if (signal.aborted) return;
      if (!Array.isArray(answer)) {
        abort.abort();
        onEnd(answer);
        return;
      }
      onHeard(true);
      for (const message of answer) {
        onMessage(message);
        // Whoever was told may have closed this.
        if (isClosed()) return;
        ({ id } = message);
      }
      onCurrent?.();
      const tooSoonMs = askedAt + LEAST_MS - Date.now();
      if (wait > 0 && answer.length === 0 && tooSoonMs > 0) {
        await new Promise((resolve) => (pause = setTimeout(resolve, tooSoonMs)));
      }
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
