import { parentPort } from 'node:worker_threads';
import { outageOf } from '../db/outage';
import { AppError } from '../errors';
import { CLOSE, ownBuffers, type Call, type ThreadMessage } from './CalledThread';

/**
 * The thread's side of a `CalledThread`: runs what is called, one call beside the other, until it is closed. Answers what
 * tells news.
 */
export function serveThread(
  operations: object,
  /** Ends what uses the thread's means, which are closed then. */
  close: () => Promise<void>,
): (news: unknown) => void {
  if (!parentPort) throw new TypeError('this runs as a worker thread only');
  const port = parentPort;
  const post = (message: ThreadMessage<unknown>, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };

  const answer = async ({ call, name, args }: Call): Promise<void> => {
    try {
      const value = await (name === CLOSE ? close : operationOf(operations, name))(...args);
      post({ kind: 'answer', call, value }, ownBuffers(value));
    } catch (thrown) {
      const error = outageOf(thrown) ?? thrown;
      if (error instanceof AppError) {
        const { status, code, message, details } = error;
        post({ kind: 'refusal', call, refusal: { status, code, message, details } });
      } else {
        post({ kind: 'failure', call, error: asError(error) });
      }
    }
    if (name === CLOSE) port.close();
  };
  port.on('message', (call: Call) => {
    void answer(call);
  });
  return (news) => {
    post({ kind: 'news', news });
  };
}

const operationOf = (operations: object, name: string) =>
  (operations as Record<string, (...args: unknown[]) => Promise<unknown>>)[name] ?? unknownOperation;

const unknownOperation = (): never => {
  throw new TypeError('the thread has no such operation');
};

/** A message and a stack of their own, which is what passes between threads. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
