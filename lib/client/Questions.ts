import type { LiveMessage } from '../domain/apply';
import { addressOf, lost, messageOf, type LinkEnd, type Target } from './transports/link';
import { askPoll, type PollAnswer } from './transports/poll';

/** Questions to the server beside the stream, one at a time: a new one, or `drop`, makes the last one void. */
export class Questions {
  private asking: AbortController | null = null;

  /** `patienceMs`: how long an answer may take. */
  constructor(private readonly patienceMs: number) {}

  /** What came after the message `since`, or why there is no answer; null where the question became void. */
  missedSince(target: Target, since: string | null): Promise<PollAnswer | LinkEnd | null> {
    const late = lost(new Error('no answer in time'));
    return this.ask((signal) => askPoll(target, since, 0, signal, 'no-store'), late);
  }

  /** The snapshot, or `failed`; null where the question became void. */
  snapshot(target: Target): Promise<LiveMessage | 'failed' | null> {
    const question = async (signal: AbortSignal): Promise<LiveMessage | 'failed'> => {
      try {
        // Asked about, even where a cache has one of a moment ago.
        const response = await target.fetch(addressOf(target, 'snapshot'), { signal, cache: 'no-cache' });
        return response.status === 200 ? (messageOf(await response.text()) as LiveMessage) : 'failed';
      } catch {
        return 'failed';
      }
    };
    return this.ask(question, 'failed' as const);
  }

  drop(): void {
    this.asking?.abort();
    this.asking = null;
  }

  /** `late` is the answer where there is none in time. An aborted fetch may never say so: it is not waited for. */
  private async ask<Answer>(
    question: (signal: AbortSignal) => Promise<Answer>,
    late: Answer,
  ): Promise<Answer | null> {
    this.drop();
    const asking = new AbortController();
    this.asking = asking;
    const timer = setTimeout(() => {
      asking.abort();
    }, this.patienceMs);
    const aborted = new Promise<Answer>((resolve) => {
      asking.signal.addEventListener('abort', () => {
        resolve(late);
      });
    });
    const answer = await Promise.race([question(asking.signal), aborted]);
    clearTimeout(timer);
    return this.asking === asking ? answer : null;
  }
}
