import type { Ending } from './endings';
import type { LiveMessage } from './LiveMessage';
import type { Connection } from './Subscriber';

/**
 * A connection that takes what comes first and is done: what was missed and the messages of that turn of
 * the event loop; where nothing was missed, what comes within `waitMs`. Calls `onAnswer` once, never
 * before it returns: with the messages, or none and why where it was ended.
 */
export function pollConnection(
  waitMs: number,
  onAnswer: (messages: LiveMessage[], ending: Ending | null) => void,
): Connection & { cancel: () => void } {
  const messages: LiveMessage[] = [];
  let isAnswered = false;
  let timer: NodeJS.Timeout | null = null;
  const answer = (ending: Ending | null = null): void => {
    if (timer) clearTimeout(timer);
    if (isAnswered) return;
    isAnswered = true;
    onAnswer(messages, ending);
  };
  return {
    send: (message) => {
      messages.push(message);
      if (messages.length === 1) setImmediate(answer);
    },
    // Only now: one that waits for 0 seconds is still given what it missed.
    caughtUp: () => {
      if (messages.length === 0 && !isAnswered) timer = setTimeout(answer, waitMs);
    },
    waitingBytes: 0,
    whenDrained: (then) => setImmediate(then),
    end: (ending) => setImmediate(answer, ending),
    cancel: answer,
  };
}
