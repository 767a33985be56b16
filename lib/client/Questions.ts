import type { LiveMessage } from '../domain/apply';
import { addressOf, messageOf, type LinkEnd, type Target } from './transports/link';
import { askPoll, type PollAnswer } from './transports/poll';

/** Questions to the server beside the stream, one at a time: a new one, or `drop`, makes the last one void. */
export class Questions {
  private asking: AbortController | null = null;

  /** `patienceMs`: how long an answer may take. */
  constructor(private readonly patienceMs: number) {}

  /** What came after the message `since`, or why there is no answer; null where the question became void. */
  missedSince(target: Target, since: string | null): Promise<PollAnswer | LinkEnd | null> {
    return this.ask((signal) => askPoll(target, since, 0, signal, 'no-store'));
  }

  /** The snapshot, or `failed`; null where the question became void. */
  snapshot(target: Target): Promise<LiveMessage | 'failed' | null> {
    return this.ask(async (signal) => {
      try {
        // Asked about, even where a cache has one of a moment ago.
        const response = await target.fetch(addressOf(target, 'snapshot'), { signal, cache: 'no-cache' });
        return response.status === 200 ? (messageOf(await response.text()) as LiveMessage) : 'failed';
      } catch {
        return 'failed';
      }
    });
  }

  drop(): void {
    this.asking?.abort();
    this.asking = null;
  }

  private async ask<Answer>(question: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | null> {
    this.drop();
    const asking = new AbortController();
    this.asking = asking;
    const timer = setTimeout(() => {
      asking.abort();
    }, this.patienceMs);
    const answer = await question(asking.signal);
    clearTimeout(timer);
    return this.asking === asking ? answer : null;
  }
}
