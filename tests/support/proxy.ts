import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** One request that came by. */
export interface SeenRequest {
  /** With the query. */
  path: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What the proxy answers by itself. */
export interface ProxyAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * A proxy as clubs, hotels and mobile networks have them: it passes everything on, until a test makes it refuse,
 * delay, hold back, swallow or cut. All of it can be changed while connections are open.
 */
export class Proxy {
  /** Answers upgrades with 403, as proxies do that know no WebSocket. */
  refusesUpgrades = false;
  /** Requests whose path matches are taken, and nothing of the answer is ever passed on. */
  holdsBack: RegExp | null = null;
  /** Requests whose path matches are answered here. */
  answers: { path: RegExp; answer: ProxyAnswer } | null = null;
  /** Headers that it puts on each request, in place of what the client says. */
  adds: Record<string, string> = {};
  /** Everything takes this much longer from server to client. */
  delayMs = 0;
  readonly seen: SeenRequest[] = [];
  private isDown = false;
  private cutsNextChunk = false;
  private readonly sockets = new Set<Socket>();
  private readonly responses = new Set<ServerResponse>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly server: Server;
  private readonly streams = new Map<object, string>();

  private constructor(private readonly target: () => string) {
    this.server = createServer((req, res) => {
      this.pass(req, res);
    });
    this.server.on('connection', (socket) => {
      this.hold(socket);
      if (this.isDown) socket.destroy();
    });
    this.server.on('upgrade', (req, _socket, head) => {
      this.upgrade(req, req.socket, head);
    });
  }

  /** In front of the server whose address `target` says now; it may be another one later. */
  static async start(target: () => string): Promise<Proxy> {
    const proxy = new Proxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Paths of the answers and WebSockets that are open now. */
  get open(): string[] {
    return [...this.streams.values()];
  }

  /** Breaks every connection. New ones work. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Breaks every connection in the middle of the next thing that the server says. */
  cutInTheMiddle(): void {
    this.cutsNextChunk = true;
  }

  /** The network is gone: every connection breaks, and no new one comes about. */
  goDown(): void {
    this.isDown = true;
    this.cut();
  }

  comeUp(): void {
    this.isDown = false;
  }

  /** Asks the server for answers that are not compressed, so that something can be said in between. */
  isForPlain = false;

  /** Says this in every open answer, as if the server had; see {@link isForPlain}. */
  inject(text: string): void {
    for (const res of this.responses) res.write(text);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
    for (const timer of this.timers) clearTimeout(timer);
  }

  private hold(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }

  private note(stream: object & { once(event: 'close', f: () => void): unknown }, path: string): void {
    this.seen.push({ path, at: Date.now() });
    this.streams.set(stream, path);
    stream.once('close', () => this.streams.delete(stream));
  }

  /** The way of one answer, or of one WebSocket, from server to client: in order, whatever is changed on the way. */
  private pipe(path: string, socket: Socket, write: (part: Buffer) => void, end: () => void) {
    let isHeldBack = false;
    let lastAt = 0;
    const queue: (() => void)[] = [];
    const inOrder = (act: () => void): void => {
      const at = Math.max(performance.now() + this.delayMs, lastAt);
      lastAt = at;
      if (queue.length === 0 && at <= performance.now()) {
        act();
        return;
      }
      // Timers of one millisecond may change places; what they bring may not.
      queue.push(act);
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        queue.shift()?.();
      }, at - performance.now());
      this.timers.add(timer);
    };
    return {
      carry: (chunk: Buffer): void => {
        // For good: a stream never goes on with a piece missing.
        isHeldBack ||= this.holdsBack?.test(path) === true;
        if (isHeldBack) return;
        inOrder(() => {
          if (!this.cutsNextChunk) {
            write(chunk);
            return;
          }
          this.cutsNextChunk = false;
          write(chunk.subarray(0, Math.floor(chunk.length / 2)));
          // The half leaves, then everything breaks.
          socket.end();
          setTimeout(() => {
            this.cut();
          }, 20);
        });
      },
      end: (): void => {
        if (!isHeldBack) inOrder(end);
      },
    };
  }

  private pass(req: IncomingMessage, res: ServerResponse): void {
    const path = req.url ?? '/';
    this.note(res, path);
    if (this.answers?.path.test(path)) {
      const { status, headers = {}, body = '' } = this.answers.answer;
      res.writeHead(status, headers).end(body);
      return;
    }
    const { socket } = req;
    const ahead = request(`${this.target()}${path}`, {
      method: req.method ?? 'GET',
      headers: { ...req.headers, ...(this.isForPlain && { 'accept-encoding': 'identity' }), ...this.adds },
      agent: false,
    });
    ahead.on('response', (answer) => {
      if (this.holdsBack?.test(path)) return;
      this.responses.add(res);
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      const pipe = this.pipe(
        path,
        socket,
        (part) => res.write(part),
        () => res.end(),
      );
      answer.on('data', pipe.carry);
      answer.on('end', pipe.end);
      answer.on('error', () => socket.destroy());
    });
    ahead.on('error', () => socket.destroy());
    res.once('close', () => {
      this.responses.delete(res);
      ahead.destroy();
    });
    req.pipe(ahead);
  }

  private upgrade(req: IncomingMessage, socket: Socket, head: Buffer): void {
    const path = req.url ?? '/';
    this.note(socket, path);
    if (this.refusesUpgrades) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(this.target());
    const ahead = connect(Number(port), hostname);
    this.hold(ahead);
    const fields = req.rawHeaders.reduce(
      (text, field, at) => text + (at % 2 === 0 ? `${field}: ` : `${field}\r\n`),
      '',
    );
    ahead.write(`GET ${path} HTTP/1.1\r\n${fields}\r\n`);
    ahead.write(head);
    const pipe = this.pipe(
      path,
      socket,
      (part) => socket.write(part),
      () => socket.end(),
    );
    ahead.once('data', (chunk: Buffer) => {
      // The answer to the upgrade itself always passes: a proxy that holds back only does so after it.
      const end = chunk.indexOf('\r\n\r\n') + 4;
      socket.write(chunk.subarray(0, end));
      if (end < chunk.length) pipe.carry(chunk.subarray(end));
      ahead.on('data', pipe.carry);
    });
    ahead.on('close', pipe.end);
    socket.on('data', (chunk: Buffer) => ahead.write(chunk));
    // HTTP's sockets stay half open by themselves.
    socket.once('end', () => socket.destroy());
    socket.once('close', () => ahead.destroy());
  }
}
