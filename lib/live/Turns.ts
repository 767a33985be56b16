/** What one turn of the event loop may hold: 10,000 connections at once would hold up HTTP for 160 ms. */
const CONNECTIONS_PER_TURN = 100;
/** The kernel copies what is written: 4 MB take it about 2 ms where memory is at hand. */
const BYTES_PER_TURN = 4 * 1024 * 1024;
/** Where it is not, the kernel takes ten times as long; then this ends the turn, in milliseconds. */
const MS_PER_TURN = 4;

/** Spreads writing to many connections over turns of the event loop, so that all else goes on in between. */
export class Turns {
  private connections = 0;
  private bytes = 0;
  /** When the turn's first write was done. */
  private begunAt = 0;
  private next: Promise<void> | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Notes a write. */
  wrote(bytes: number): void {
    this.connections += 1;
    this.bytes += bytes;
    if (this.next) return;
    this.begunAt = this.now();
    this.next = nextTurn().then(() => {
      this.connections = 0;
      this.bytes = 0;
      this.next = null;
    });
  }

  /** What is to be awaited before the next write; null where there is room in this turn. */
  get full(): Promise<void> | null {
    if (!this.next) return null;
    const isFull =
      this.connections >= CONNECTIONS_PER_TURN ||
      this.bytes >= BYTES_PER_TURN ||
      this.now() - this.begunAt >= MS_PER_TURN;
    return isFull ? this.next : null;
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
