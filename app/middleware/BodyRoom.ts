import { AppError } from '../../lib/errors';

/** What a sender waits at most for room, in milliseconds; the bridge in the booth gives up after ten seconds. */
const MAX_WAIT_MS = 4_000;
/** When a sender that found no room should try again, in seconds. */
const RETRY_AFTER_S = 2;

export interface RoomBounds {
  /** Bytes of one key's bodies at a time. */
  perKey: number;
  /** Bytes of all bodies at a time. */
  inAll: number;
}

/** What a body takes of the room until it leaves. */
export interface Place {
  /** Waits until the body may be this large instead. Throws 429 as {@link BodyRoom.enter} does. */
  resize: (bytes: number) => Promise<void>;
  leave: () => void;
}

interface Waiter {
  key: string;
  bytes: number;
  admit: () => void;
}

/**
 * The memory that bodies may take at a time, from before they are read until they are answered. A body that finds no
 * room waits. Of those that wait the key with the least in the room comes first, so that no sender keeps the others out.
 */
export class BodyRoom {
  private taken = 0;
  private readonly takenBy = new Map<string, number>();
  private readonly waiting = new Set<Waiter>();

  constructor(
    private readonly bounds: RoomBounds,
    private readonly maxWaitMs = MAX_WAIT_MS,
  ) {}

  /** Takes room for `bytes`, at once or within four seconds; throws 429 `TooManyUploads` where none came free. */
  async enter(key: string, bytes: number): Promise<Place> {
    let held = 0;
    const resize = async (wanted: number): Promise<void> => {
      if (wanted > held) await this.roomFor(key, wanted - held);
      else this.give(key, held - wanted);
      held = wanted;
    };
    await resize(bytes);
    return { resize, leave: () => void resize(0) };
  }

  private roomFor(key: string, bytes: number): Promise<void> {
    if (this.waiting.size === 0 && this.fitsKey(key, bytes) && this.fitsAll(bytes)) {
      this.take(key, bytes);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        this.waiting.delete(waiter);
        reject(this.tooMany(key, bytes));
        // Those behind it may be smaller.
        this.admitWaiting();
      }, this.maxWaitMs);
      const waiter: Waiter = {
        key,
        bytes,
        admit: () => {
          clearTimeout(patience);
          this.take(key, bytes);
          resolve();
        },
      };
      this.waiting.add(waiter);
      this.admitWaiting();
    });
  }

  private admitWaiting(): void {
    for (;;) {
      const fitting = [...this.waiting].filter(({ key, bytes }) => this.fitsKey(key, bytes));
      const [first, ...others] = fitting;
      if (!first) return;
      const next = others.reduce((best, one) => (this.of(one.key) < this.of(best.key) ? one : best), first);
      // Nobody overtakes it: a large body would else never find room among small ones.
      if (!this.fitsAll(next.bytes)) return;
      this.waiting.delete(next);
      next.admit();
    }
  }

  private take(key: string, bytes: number): void {
    this.taken += bytes;
    this.takenBy.set(key, this.of(key) + bytes);
  }

  private give(key: string, bytes: number): void {
    this.take(key, -bytes);
    if (this.of(key) === 0) this.takenBy.delete(key);
    this.admitWaiting();
  }

  private of = (key: string): number => this.takenBy.get(key) ?? 0;
  private fitsKey = (key: string, bytes: number): boolean => this.of(key) + bytes <= this.bounds.perKey;
  private fitsAll = (bytes: number): boolean => this.taken + bytes <= this.bounds.inAll;

  private tooMany(key: string, bytes: number): AppError {
    const whose = this.fitsKey(key, bytes) ? 'all senders together' : 'this key';
    return new AppError(
      429,
      'TooManyUploads',
      `Too much is being uploaded by ${whose} at this moment; try again in ${RETRY_AFTER_S} s.`,
      { retryAfter: RETRY_AFTER_S },
    );
  }
}
