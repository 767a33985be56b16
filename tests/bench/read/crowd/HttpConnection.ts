import { connect, type Socket } from 'node:net';

/** An answer; `bytes` are those of the body as it came. */
export interface HttpAnswer {
  status: number;
  /** Status line and fields. */
  head: string;
  bytes: number;
  /** Empty unless it was asked to be kept. */
  body: Buffer;
}

interface Asked {
  keepsBody: boolean;
  resolve: (answer: HttpAnswer) => void;
  reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The text of a GET on a connection that is kept. */
export const getRequest = (path: string, headers: Record<string, string> = {}): Buffer =>
  requestText('GET', path, headers, '');

export const postRequest = (path: string, headers: Record<string, string>, body: object): Buffer =>
  requestText('POST', path, { ...headers, 'Content-Type': 'application/json' }, JSON.stringify(body));

function requestText(method: string, path: string, headers: Record<string, string>, body: string): Buffer {
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const fields = Object.entries({ Host: '127.0.0.1', ...headers, ...length });
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}

/**
 * One connection that asks again and again. Leaner than Node's own client, so that what is measured is the server;
 * it knows just what servers of this project answer: a length, chunks, or no body.
 */
export class HttpConnection {
  private readonly asked: Asked[] = [];
  private head: Buffer | null = null;
  private answer: HttpAnswer | null = null;
  private parts: Buffer[] = [];
  /** Bytes of the body or of the chunk that are to come. */
  private left = 0;
  private isChunked = false;
  private chunkLine = '';

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.read(bytes);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.asked.splice(0)) reject(new Error('the server closed the connection'));
    });
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => {
        resolve(new HttpConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** Rejects where the connection ends before the answer has come. */
  ask(request: Buffer, keepsBody = false): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) {
        reject(new Error('the connection is closed'));
        return;
      }
      this.asked.push({ keepsBody, resolve, reject });
      this.socket.write(request);
    });
  }

  /** The same request so many times in one write; `onAnswer` for each answer. */
  async askAtOnce(request: Buffer, count: number): Promise<HttpAnswer[]> {
    const answers = Array.from(
      { length: count },
      () =>
        new Promise<HttpAnswer>((resolve, reject) => {
          this.asked.push({ keepsBody: false, resolve, reject });
        }),
    );
    this.socket.write(Buffer.concat(Array.from({ length: count }, () => request)));
    return Promise.all(answers);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) at = this.answer === null ? this.readHead(bytes, at) : this.readBody(bytes, at);
  }

  private readHead(bytes: Buffer, at: number): number {
    const before = this.head?.length ?? 0;
    const all = this.head === null ? bytes.subarray(at) : Buffer.concat([this.head, bytes.subarray(at)]);
    const end = all.indexOf(HEAD_END);
    if (end < 0) {
      this.head = all;
      return bytes.length;
    }
    this.head = null;
    const head = all.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    this.answer = { status, head, bytes: 0, body: Buffer.alloc(0) };
    this.isChunked = /transfer-encoding: chunked/i.test(head);
    this.left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (status === 304 || status === 204) this.left = 0;
    if (!this.isChunked && this.left === 0) this.end();
    return at + end + 4 - before;
  }

  private readBody(bytes: Buffer, at: number): number {
    if (this.isChunked && this.left === 0) return this.readChunkLine(bytes, at);
    const part = bytes.subarray(at, at + this.left);
    if (this.answer) this.answer.bytes += part.length;
    if (this.asked[0]?.keepsBody) this.parts.push(part);
    this.left -= part.length;
    if (this.left === 0 && !this.isChunked) this.end();
    return at + part.length;
  }

  /** A chunk's length in hexadecimal, behind the line end of the chunk before; 0 is the end. */
  private readChunkLine(bytes: Buffer, at: number): number {
    this.chunkLine += String.fromCharCode(bytes[at] ?? 0);
    const line = /^(?:\r\n)?([0-9a-f]+)\r\n(\r\n)?$/i.exec(this.chunkLine);
    const size = parseInt(line?.[1] ?? '', 16);
    if (size > 0) {
      this.left = size;
      this.chunkLine = '';
    } else if (size === 0 && line?.[2] !== undefined) {
      this.chunkLine = '';
      this.end();
    }
    return at + 1;
  }

  private end(): void {
    const { answer } = this;
    const asked = this.asked.shift();
    if (!answer || !asked) throw new Error('an answer came that nobody asked for');
    if (asked.keepsBody) answer.body = Buffer.concat(this.parts);
    this.parts = [];
    this.answer = null;
    asked.resolve(answer);
  }
}
