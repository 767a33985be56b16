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

  /** Says this in every open answer, as if the server had. */
  inject(text: string): void {
    for (const res of this.responses) res.write(text);
  }

  async close(): Promise<void> {
    this.cut();
    for (const timer of this.timers) clearTimeout(timer);
    await new Promise((resolve) => this.server.close(resolve));
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

  /** Brings what the server says to the client, in order, as the settings of the moment are. */
  private carry(path: string, chunk: Buffer, socket: Socket, write: (part: Buffer) => void): void {
    if (this.holdsBack?.test(path)) return;
    if (this.cutsNextChunk) {
      this.cutsNextChunk = false;
      write(chunk.subarray(0, Math.floor(chunk.length / 2)));
      // The half leaves, then everything breaks.
      socket.end();
      this.later(20, () => {
        this.cut();
      });
      return;
    }
    this.later(this.delayMs, () => {
      write(chunk);
    });
  }

  private later(ms: number, act: () => void): void {
    if (ms === 0) {
      act();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
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
      headers: req.headers,
      agent: false,
    });
    ahead.on('response', (answer) => {
      if (this.holdsBack?.test(path)) return;
      this.responses.add(res);
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      answer.on('data', (chunk: Buffer) => {
        this.carry(path, chunk, socket, (part) => res.write(part));
      });
      answer.on('end', () => {
        this.later(this.delayMs, () => res.end());
      });
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
    let isUpgraded = false;
    ahead.on('data', (chunk: Buffer) => {
      // The answer to the upgrade itself always passes: a proxy that holds back only does so after it.
      const isAnswer = !isUpgraded;
      isUpgraded = true;
      if (!isAnswer) {
        this.carry(path, chunk, socket, (part) => socket.write(part));
        return;
      }
      const end = chunk.indexOf('\r\n\r\n') + 4;
      socket.write(chunk.subarray(0, end));
      if (end < chunk.length) {
        this.carry(path, chunk.subarray(end), socket, (part) => socket.write(part));
      }
    });
    ahead.on('close', () => {
      this.later(this.delayMs, () => socket.end());
    });
    socket.on('data', (chunk: Buffer) => ahead.write(chunk));
    // HTTP's sockets stay half open by themselves.
    socket.once('end', () => socket.destroy());
    socket.once('close', () => ahead.destroy());
  }
}
