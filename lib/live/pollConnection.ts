import type { LiveMessage } from './LiveMessage';
import type { Connection } from './Subscriber';

/**
 * A connection that takes what comes first and is done: the messages that are sent to it within one
 * turn of the event loop, or none once `waitMs` have passed or the client has gone.
 */
export function pollConnection(
  waitMs: number,
  onAnswer: (messages: LiveMessage[]) => void,
): Connection & {
  cancel: () => void;
} {
  const messages: LiveMessage[] = [];
  let isAnswered = false;
  const answer = (): void => {
    clearTimeout(timer);
    if (isAnswered) return;
    isAnswered = true;
    onAnswer(messages);
  };
  const timer = setTimeout(answer, waitMs);
  return {
    send: (message) => {
      messages.push(message);
      if (messages.length === 1) setImmediate(answer);
    },
    waitingBytes: 0,
    whenDrained: (then) => {
      then();
    },
    end: answer,
    cancel: answer,
  };
}
