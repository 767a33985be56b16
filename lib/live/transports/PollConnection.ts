import type { Batch } from '../encoding/Batch';
import type { EndingName } from '../../domain/endings';
import type { EncodedMessage } from '../encoding/EncodedMessage';
import type { Connection, Membership } from '../Subscriber';

/**
 * A connection that takes what comes first and is done: what was missed and the messages of that turn of
 * the event loop; where nothing was missed, what comes within `waitMs`. Calls `onAnswer` once, never
 * before it returns: with the messages, or none and why where it was ended.
 */
export function pollConnection(
  waitMs: number,
  onAnswer: (messages: EncodedMessage[], ending: EndingName | null) => void,
): Connection & { cancel: () => void } {
  const messages: EncodedMessage[] = [];
  let membership: Membership | null = null;
  let isAnswered = false;
  let timer: NodeJS.Timeout | null = null;
  const answer = (ending: EndingName | null = null): void => {
    if (timer) clearTimeout(timer);
    if (isAnswered) return;
    isAnswered = true;
    membership?.leave();
    onAnswer(messages, ending);
  };
  return {
    form: null,
    joined: (joined) => {
      membership = joined;
    },
    send: (batch: Batch) => {
      if (messages.length === 0) setImmediate(answer);
      messages.push(...batch.messages);
      return 0;
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
