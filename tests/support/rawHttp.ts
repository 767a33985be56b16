import { connect } from 'node:net';

/** Text as HTTP has it on the line. */
export const lines = (...parts: string[]): string => `${parts.join('\r\n')}\r\n\r\n`;

/** A connection that is written to byte by byte, and what came back on it. */
export class RawConnection {
  received = '';
  isClosed = false;
  private readonly socket;
  private readonly waiting = new Set<() => void>();

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
      this.look();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isClosed = true;
      this.look();
    });
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Waits until what came back, or its end, is as wanted. */
  until(isWanted: (connection: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isWanted(this)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  /** Sends a request and answers what comes back, without the status lines and headers of others. */
  async ask(request: string, isWhole: (received: string) => boolean): Promise<string> {
    const { length } = this.received;
    this.write(request);
    await this.until(({ received, isClosed }) => isWhole(received.slice(length)) || isClosed);
    return this.received.slice(length);
  }

  close(): void {
    this.socket.destroy();
  }

  private look(): void {
    for (const look of this.waiting) look();
  }
}
