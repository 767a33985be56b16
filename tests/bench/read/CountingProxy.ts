import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line as slow as this, in each direction, which all connections share. */
export interface Line {
  bytesPerSecond: number;
  /** There and back; a new connection costs it once more. */
  latencyMs: number;
}

/** What leaves the line at a time, in bytes; about a packet. */
const PIECE = 1_400;

/**
 * A line between a browser and a server that counts what comes down, heads and frames and all. The browser's own
 * throttling would let WebSockets pass, and tells of them what they inflate to.
 */
export class CountingProxy {
  /** From the server to the browser. */
  bytes = 0;
  /** When the line is free again. */
  private readonly freeAt = { up: 0, down: 0 };
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(port: number, line: Line | null) {
    this.server = createServer((client) => {
      const origin = connect({ port, host: '127.0.0.1' });
      for (const socket of [client, origin]) {
        socket.setNoDelay(true);
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.sockets.delete(socket);
          client.destroy();
          origin.destroy();
        });
      }
      const [up, down] = [new Lane(origin), new Lane(client)];
      // The handshake of TCP is over here at once; on a real line it takes a way there and back.
      const handshakeUntil = performance.now() + (line?.latencyMs ?? 0);
      client.on('data', (bytes) => {
        this.pass(up, bytes, line, 'up', handshakeUntil);
      });
      origin.on('data', (bytes) => {
        this.bytes += bytes.length;
        this.pass(down, bytes, line, 'down', 0);
      });
    });
  }

  static async start(port: number, line: Line | null): Promise<CountingProxy> {
    const proxy = new CountingProxy(port, line);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(to: Lane, bytes: Buffer, line: Line | null, way: 'up' | 'down', notBefore: number): void {
    if (line === null) {
      to.send(bytes, 0);
      return;
    }
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      this.freeAt[way] =
        Math.max(performance.now(), this.freeAt[way]) + (piece.length * 1_000) / line.bytesPerSecond;
      to.send(piece, Math.max(this.freeAt[way], notBefore) + line.latencyMs / 2);
    }
  }
}

/** What is on its way to one socket, in order. */
class Lane {
  private readonly pieces: { piece: Buffer; at: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly socket: Socket) {
    socket.on('close', () => {
      clearTimeout(this.timer);
      this.pieces.length = 0;
    });
  }

  /** Delivers a piece at a moment of `performance.now()`, which is none before that of the piece before. */
  send(piece: Buffer, at: number): void {
    this.pieces.push({ piece, at });
    if (this.pieces.length === 1) this.deliver();
  }

  private deliver(): void {
    for (let next = this.pieces[0]; next !== undefined; next = this.pieces[0]) {
      const wait = next.at - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(() => {
          this.deliver();
        }, wait);
        return;
      }
      this.pieces.shift();
      this.socket.write(next.piece);
    }
  }
}
