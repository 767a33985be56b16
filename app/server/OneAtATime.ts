import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait before no more of them are read. */
const MAX_WAITING = 100;

/**
 * Answers the requests of each connection one after the other. Node hands over all requests that were read at once: a
 * thousand in one write would be a thousand handlers in one turn of the event loop, and everybody else would wait. Here
 * the next one begins when the one before was answered and others had their turn. When the connection closes, those
 * that still wait are dropped.
 */
export class OneAtATime {
  private readonly connections = new Map<Duplex, Connection>();
  private isStopping = false;
  /** Listeners shared by all: tens of thousands of viewers stay, and each of their own would cost as much as they do. */
  private readonly forget: (this: Socket) => void;
  private readonly goOn: (this: ServerResponse) => void;

  /** `answer` is called with one request of a connection at a time. */
  constructor(private readonly answer: RequestListener) {
    const { connections } = this;
    this.forget = function () {
      connections.get(this)?.drop();
      connections.delete(this);
    };
    this.goOn = function () {
      connections.get(this.req.socket)?.giveWay();
    };
  }

  /** Begins with a connection; its requests need it. */
  readonly connect = (socket: Socket): void => {
    this.connections.set(socket, new Connection(socket, this.begin));
    socket.on('close', this.forget);
  };

  /** Answers the request now or when those before it are answered. */
  readonly take = (request: IncomingMessage, response: ServerResponse): void => {
    this.connections.get(request.socket)?.take({ request, response });
  };

  /** Calls `upgrade` when the requests before it are answered, at once where there are none. */
  upgrade(socket: Duplex, upgrade: () => void): void {
    this.connections.get(socket)?.take(upgrade);
  }

  /**
   * Calls `refuse` when the requests before what is none are answered. Answers false where nothing may be written any
   * more, because an answer has begun whose end nobody knows, as that of a stream.
   */
  refuse(socket: Duplex, refuse: () => void): boolean {
    return this.connections.get(socket)?.refuse(refuse) ?? false;
  }

  /** From here on a connection ends with the last answer that is owed to it, which says so to the client. */
  stop(): void {
    this.isStopping = true;
    for (const { answering, isLast } of this.connections.values()) {
      if (answering && isLast) closeAfter(answering.response);
    }
  }

  /** Cuts connections on which nothing has come yet: browsers open some in case they need them. */
  cutUnused(): void {
    for (const connection of this.connections.values()) connection.cutUnused();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.connections.keys()) socket.destroy();
  }

  private readonly begin = ({ request, response }: Exchange, isLast: boolean): void => {
    if (this.isStopping && isLast) closeAfter(response);
    response.on('close', this.goOn);
    this.answer(request, response);
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** What most connections have waiting; a list of its own for each would be kept for hours. */
const NONE: (Exchange | (() => void))[] = [];

class Connection {
  /** What is being answered. */
  answering: Exchange | null = null;
  private waiting = NONE;
  /** The next one begins in another turn of the event loop. */
  private isGivingWay = false;
  private isHeldBack = false;

  constructor(
    private readonly socket: Socket,
    private readonly begin: (exchange: Exchange, isLast: boolean) => void,
  ) {}

  /** Whether nothing waits behind what is being answered. */
  get isLast(): boolean {
    return this.waiting.length === 0;
  }

  take(next: Exchange | (() => void)): void {
    if (this.answering === null && !this.isGivingWay) {
      this.start(next);
      return;
    }
    if (this.waiting === NONE) this.waiting = [next];
    else this.waiting.push(next);
    if (this.waiting.length >= MAX_WAITING && !this.isHeldBack) this.holdBack();
  }

  cutUnused(): void {
    if (this.socket.bytesRead === 0) this.socket.destroy();
  }

  /** See {@link OneAtATime.refuse}. */
  refuse(act: () => void): boolean {
    const { response, request } = this.answering ?? {};
    if (response?.headersSent && !response.writableEnded) return false;
    // A body that broke off: its request is never read whole, and so is never answered.
    const last = this.waiting.at(-1);
    if (typeof last === 'object' && !last.request.complete) this.waiting.pop();
    if (request?.complete === false) act();
    else this.take(act);
    return true;
  }

  drop(): void {
    this.waiting = NONE;
  }

  private start(next: Exchange | (() => void)): void {
    if (typeof next === 'function') {
      next();
      return;
    }
    this.answering = next;
    this.begin(next, this.isLast);
  }

  /** What was being answered is. */
  giveWay(): void {
    this.answering = null;
    if (this.waiting.length === 0) return;
    this.isGivingWay = true;
    setImmediate(() => {
      this.isGivingWay = false;
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.start(next);
      if (this.isHeldBack && this.waiting.length < MAX_WAITING) this.readOn();
    });
  }

  /** What was read with those that wait still comes; the rest stays in the network, and slows the sender down. */
  private holdBack(): void {
    this.isHeldBack = true;
    this.socket.pause();
    // Node reads on by itself after each request that it has read whole.
    this.socket.on('resume', pause);
  }

  private readOn(): void {
    this.isHeldBack = false;
    this.socket.off('resume', pause);
    this.socket.resume();
  }
}

function pause(this: Socket): void {
  this.pause();
}

/** Tells the client that the connection ends with this answer, so that it sends nothing more on it. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
