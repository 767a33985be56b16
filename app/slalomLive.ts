import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Middleware } from 'koa';
import { openServices } from './openServices';
import type { Parts, SlalomLiveOptions } from './options';
import { runningStack } from './runningStack';

/** A running stack. */
export interface SlalomLive {
  /** Everything below the prefix, as one Koa middleware; what is not its own goes to the next. */
  middleware: () => Middleware;
  /** The same in parts, for a host that puts something of its own before one of them. */
  routes: Parts;
  /** Takes the WebSockets below the prefix from a server; other upgrades stay others'. */
  attach: (server: Server) => void;
  /**
   * What {@link attach} does with one upgrade request: false where it is not below the prefix. The socket's errors are the
   * caller's.
   */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Sends every viewer away, to come back to another process or later; resolves when no request is being answered. */
  drain: () => Promise<void>;
  /** Drains, then closes everything that it opened. */
  close: () => Promise<void>;
}

/**
 * Opens the stack: brings the schema up to date, and answers when requests can be served. Throws `SettingsError` for
 * options that are wrong, and whatever keeps the database from being opened; then nothing is left open.
 */
export const slalomLive = async (options: SlalomLiveOptions): Promise<SlalomLive> =>
  runningStack(await openServices(options));
