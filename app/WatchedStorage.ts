import { isStorageFailure } from '../lib/db/outage';
import { OPERATIONS, type OperationName, type Writer } from '../lib/ingest/Writer';
import { errorFields, type Log } from './log';

/** Whether what is written is stored: a full disk is told in the log once, and then that it is well again. */
export class WatchedStorage {
  private failing = false;

  constructor(private readonly log: Log) {}

  get isFailing(): boolean {
    return this.failing;
  }

  /** The same writer, whose outcomes are looked at. */
  of(writer: Writer): Writer {
    const names = Object.keys(OPERATIONS) as OperationName[];
    const watched = names.map((name) => {
      const operation = writer[name] as (...args: unknown[]) => Promise<unknown>;
      return [name, (...args: unknown[]) => this.outcomeOf(operation(...args))];
    });
    return { ...writer, ...(Object.fromEntries(watched) as Omit<Writer, 'close'>) };
  }

  private async outcomeOf<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      if (this.failing) this.log.warn({}, 'the disk takes what is written again');
      this.failing = false;
      return answer;
    } catch (error) {
      if (isStorageFailure(error)) {
        if (!this.failing) this.log.error({ err: errorFields(error) }, 'nothing can be stored');
        this.failing = true;
      }
      throw error;
    }
  }
}
