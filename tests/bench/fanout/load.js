// The load client for machines without a compiler: what load.c does, and is told, in the same words; see
// there. Node parses slower than C, so that with many connections this may be the bottleneck; the tables
// say which one measured.
'use strict';
const { connect } = require('node:net');
const { createInterface } = require('node:readline');
const { createGunzip, createInflateRaw } = require('node:zlib');

const [, , port, protocol, coding, sampleEvery, request] = process.argv;
const CAPTURE = 256;
const OP_CLOSE = 8;
const OP_PING = 9;

const connections = [];
let connecting = null;
let marked = null;

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const countsBytes = (connection) => coding === 'gzip' && !connection.isProbe;

class Connection {
  constructor(isProbe, isStuck) {
    Object.assign(this, { isProbe, isStuck, isOpen: false, isGone: false, hasFirst: false });
    Object.assign(this, { head: Buffer.alloc(0), text: '', messages: 0, bytes: 0, bytesAtTarget: 0 });
    Object.assign(this, { isChunked: false, chunk: { left: 0, size: '' } });
    Object.assign(this, { inLine: false, isDataLine: false, hasData: false });
    Object.assign(this, { frameHead: [], left: 0, inPayload: false, isDeflated: false, beginning: '' });
    this.inflater = this.newInflater();
    this.socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => this.connected());
    this.socket.on('data', (bytes) => this.data(bytes));
    this.socket.on('error', () => this.gone());
    this.socket.on('close', () => this.gone());
  }

  /** Probes decode what they get; of a gzip stream everyone decodes until its first message. */
  newInflater() {
    if (coding === 'plain' || this.isStuck || (coding === 'deflate' && !this.isProbe)) return null;
    const inflater = coding === 'gzip' ? createGunzip() : createInflateRaw();
    inflater.on('data', (text) => (coding === 'gzip' ? this.sseLines(text) : this.deflatedText(text)));
    inflater.on('error', (error) => {
      process.stderr.write(`load: what came can't be inflated: ${error.message}\n`);
      process.exit(1);
    });
    return inflater;
  }

  connected() {
    this.socket.write(request);
    if (!this.isStuck) return;
    this.socket.pause();
    this.first();
  }

  first() {
    this.hasFirst = true;
    connecting.open += 1;
    connecting.underWay -= 1;
    openMore();
  }

  gone() {
    if (this.isGone) return;
    this.isGone = true;
    this.socket.destroy();
    if (marked && this.isOpen) marked.closed += 1;
    if (!this.hasFirst) {
      connecting.failed += 1;
      connecting.underWay -= 1;
      openMore();
    }
    reportWhenDone();
  }

  data(bytes) {
    this.bytes += bytes.length;
    this.now = process.hrtime.bigint();
    if (this.isOpen) {
      this.parse(bytes);
      return;
    }
    this.head = Buffer.concat([this.head, bytes]);
    const end = this.head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.head.subarray(0, end).toString('latin1').toLowerCase();
    const rest = this.head.subarray(end + 4);
    this.head = null;
    const isCoded = coding === 'plain' || head.includes(coding === 'gzip' ? 'gzip' : 'permessage-deflate');
    if (!head.startsWith(protocol === 'sse' ? 'http/1.1 200' : 'http/1.1 101') || !isCoded) {
      process.stderr.write(`load: the server answered:\n${head}\n`);
      this.gone();
      return;
    }
    this.isOpen = true;
    this.isChunked = head.includes('transfer-encoding: chunked');
    if (rest.length > 0) this.parse(rest);
  }

  parse(bytes) {
    if (countsBytes(this) && this.hasFirst) {
      if (marked) marked.lastNs = this.now;
      reportWhenDone();
    } else if (protocol === 'sse') {
      this.sseParse(bytes);
    } else {
      this.wsParse(bytes);
    }
  }

  message() {
    if (!this.hasFirst) {
      if (!this.isProbe) this.inflater = null;
      this.first();
    } else if (marked) {
      this.messages += 1;
      marked.lastNs = this.now;
      if (this.isProbe) this.sample();
      if (this.messages === marked.target) {
        this.bytesAtTarget = this.bytes;
        if (!countsBytes(this)) marked.remaining -= 1;
      }
      reportWhenDone();
    }
    this.text = '';
  }

  sample() {
    const stamp = /"sentNs":"(\d+)"/.exec(this.text)?.[1];
    if (stamp === undefined) return;
    const sent = BigInt(stamp);
    if (marked.sentNs === 0n || sent < marked.sentNs) marked.sentNs = sent;
    marked.micros.push(Number(this.now - sent) / 1_000);
  }

  capture(bytes) {
    if (this.isProbe && this.text.length < CAPTURE) this.text += bytes.toString('latin1', 0, CAPTURE);
  }

  // --- Server-Sent Events

  sseParse(bytes) {
    const body = (part) => (this.inflater ? this.inflater.write(part) : this.sseLines(part));
    if (!this.isChunked) {
      body(bytes);
      return;
    }
    const { chunk } = this;
    for (let i = 0; i < bytes.length;) {
      if (chunk.left > 0) {
        const part = bytes.subarray(i, i + chunk.left);
        chunk.left -= part.length;
        i += part.length;
        body(part);
        continue;
      }
      const next = String.fromCharCode(bytes[i]);
      i += 1;
      if (next === '\n') {
        chunk.left = chunk.size ? parseInt(chunk.size, 16) : 0;
        chunk.size = '';
      } else if (next !== '\r') {
        chunk.size += next;
      }
    }
  }

  /** A block with a `data:` line is a message; comments and `retry:` are none. */
  sseLines(bytes) {
    for (let i = 0; i < bytes.length;) {
      if (!this.inLine) {
        if (bytes[i] === 10) {
          i += 1;
          if (this.hasData) {
            this.hasData = false;
            this.message();
          }
          continue;
        }
        this.inLine = true;
        this.isDataLine = bytes[i] === 'd'.charCodeAt(0);
        this.hasData ||= this.isDataLine;
      }
      const stop = bytes.indexOf(10, i);
      const end = stop < 0 ? bytes.length : stop;
      if (this.isDataLine) this.capture(bytes.subarray(i, end));
      this.inLine = stop < 0;
      i = end + 1;
    }
  }

  // --- WebSocket, RFC 6455

  wsParse(bytes) {
    for (let i = 0; i < bytes.length && !this.isGone;) {
      if (!this.inPayload) {
        this.frameHead.push(bytes[i]);
        i += 1;
        this.headByte();
        continue;
      }
      const part = bytes.subarray(i, i + this.left);
      this.left -= part.length;
      i += part.length;
      this.payload(part);
      if (this.left === 0) this.frameEnded();
    }
  }

  headByte() {
    const { frameHead } = this;
    if (frameHead.length < 2) return;
    const size = frameHead[1] & 127;
    const extra = size === 126 ? 2 : size === 127 ? 8 : 0;
    if (frameHead.length < 2 + extra) return;
    this.left = extra ? frameHead.slice(2).reduce((sum, byte) => sum * 256 + byte, 0) : size;
    const opcode = frameHead[0] & 15;
    if (opcode > 0 && opcode < OP_CLOSE) this.isDeflated = (frameHead[0] & 64) > 0;
    this.beginning = '';
    this.inPayload = true;
    if (this.left === 0) this.frameEnded();
  }

  payload(part) {
    if (this.beginning.length < 2) this.beginning += part.toString('latin1', 0, 2);
    if ((this.frameHead[0] & 15) >= OP_CLOSE) return;
    if (this.isDeflated) this.inflater?.write(part);
    else this.capture(part);
  }

  frameEnded() {
    const [first] = this.frameHead;
    const opcode = first & 15;
    this.inPayload = false;
    this.frameHead = [];
    if (opcode === OP_CLOSE) {
      this.gone();
    } else if (opcode === OP_PING) {
      this.socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
    } else if (opcode < OP_CLOSE && first & 128) {
      if (protocol === 'socketio') this.engineIo();
      else if (this.isDeflated && this.inflater) this.messageInflated();
      else this.message();
    }
  }

  /** Inflating is not done at once; the message counts when it is. */
  messageInflated() {
    this.inflater.write(Buffer.from([0, 0, 0xff, 0xff]), () => {
      this.now = process.hrtime.bigint();
      this.message();
    });
  }

  deflatedText(text) {
    this.capture(text);
  }

  /** 0 open, 2 ping, 4 message, in which 0 is connect and 2 an event. */
  engineIo() {
    const { beginning } = this;
    if (beginning.startsWith('0')) this.socket.write(Buffer.from('\x81\x82\0\0\0\x0040', 'latin1'));
    else if (beginning.startsWith('2')) this.socket.write(Buffer.from('\x81\x81\0\0\0\x003', 'latin1'));
    else if (beginning.startsWith('42')) this.message();
    else this.text = '';
  }
}

function openMore() {
  while (connecting.toOpen > 0 && connecting.underWay < connecting.atOnce) {
    const isStuck = connecting.toOpen <= connecting.stuck;
    const isProbe = !isStuck && connections.length % Number(sampleEvery) === 0;
    connecting.toOpen -= 1;
    connecting.underWay += 1;
    connections.push(new Connection(isProbe, isStuck));
  }
  if (connecting.toOpen > 0 || connecting.underWay > 0) return;
  const { open, failed, begun } = connecting;
  tell({ event: 'connected', open, failed, ms: performance.now() - begun });
}

const readers = () => connections.filter(({ isOpen, isGone, isStuck }) => isOpen && !isGone && !isStuck);

/** A gzip stream's end of the count, by bytes; see load.c. */
function hasEveryoneTheBytes() {
  const all = readers();
  const atTarget = all.filter(({ isProbe }) => isProbe);
  if (atTarget.some(({ messages }) => messages < marked.target)) return false;
  const least = Math.min(...atTarget.map(({ bytesAtTarget }) => bytesAtTarget));
  return all.every(({ bytes }) => bytes >= least);
}

function reportWhenDone() {
  if (!marked) return;
  const isDone =
    coding === 'gzip'
      ? hasEveryoneTheBytes()
      : marked.remaining - Math.min(marked.closed, marked.remaining) <= 0;
  if (isDone) report();
}

function report() {
  const all = readers();
  const delivered = (one) => (countsBytes(one) ? marked.target : one.messages);
  const { closed, sentNs, lastNs, micros } = marked;
  tell({
    event: 'done',
    deliveries: all.reduce((sum, one) => sum + delivered(one), 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    closed,
    sentNs: String(sentNs),
    lastNs: String(lastNs),
    micros,
  });
  marked = null;
}

function mark(target) {
  const all = readers();
  for (const one of all) Object.assign(one, { messages: 0, bytes: 0, bytesAtTarget: 0 });
  marked = { target, remaining: all.length, closed: 0, sentNs: 0n, lastNs: 0n, micros: [] };
  tell({ event: 'marked' });
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, ...numbers] = line.split(' ');
    const [count, atOnce, stuck] = numbers.map(Number);
    if (command === 'connect') {
      connecting = {
        toOpen: count,
        atOnce,
        stuck,
        open: 0,
        failed: 0,
        underWay: 0,
        begun: performance.now(),
      };
      openMore();
    } else if (command === 'mark') {
      mark(count);
    }
  })
  .on('close', () => process.exit(0));
