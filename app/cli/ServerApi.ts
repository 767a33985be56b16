import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { realClock, sendPatiently, type BridgeRequest } from '../../lib/booth/sendPatiently';

/** How to reach a server, as options of a command. */
export interface ServerOptions {
  url: string;
  keyFile?: string;
  passwordFile?: string;
}

/** What went wrong, in words for who typed the command; the process ends with 1. */
export class CommandError extends Error {}

/** Adds the options with which a command finds its server, and may do what it does there. */
export function withServer(command: Command): Command {
  return command
    .option(
      '--url <address>',
      'the server (or SLALOM_LIVE_URL)',
      process.env.SLALOM_LIVE_URL ?? 'http://127.0.0.1:3000',
    )
    .option('--key-file <file>', "file that holds the event's API key (or SLALOM_LIVE_KEY)")
    .option('--password-file <file>', 'file that holds a master password (or SLALOM_LIVE_PASSWORD)');
}

type Json = Record<string, unknown>;

interface Body {
  type: string;
  bytes: string | Uint8Array<ArrayBuffer>;
}

/** The HTTP API of a server, with the credentials of a command. */
export class ServerApi {
  readonly url: string;
  private readonly password: string | undefined;
  private key: string | undefined;

  constructor(
    { url, keyFile, passwordFile }: ServerOptions,
    private readonly signal: AbortSignal = new AbortController().signal,
    /** Told when a request is tried again; null where one try is enough. */
    private readonly log: ((line: string) => void) | null = null,
  ) {
    if (!URL.canParse(url))
      throw new CommandError(`--url "${url}": expected an address such as http://127.0.0.1:3000`);
    this.url = url.replace(/\/+$/, '');
    this.key = secretFrom(keyFile, process.env.SLALOM_LIVE_KEY);
    this.password = secretFrom(passwordFile, process.env.SLALOM_LIVE_PASSWORD);
  }

  /** Sends what an administrator may; answers the JSON that came. Throws {@link CommandError} with the refusal in words. */
  asAdmin(method: BridgeRequest['method'], path: string, body?: Json): Promise<Json> {
    const headers = this.password === undefined ? {} : { 'X-Master-Key': this.password };
    return this.send(method, path, headers, body && asJson(body));
  }

  /** Sends what the holder of an event's key may. Without a key it is asked for with the master password. */
  async asEvent(
    method: BridgeRequest['method'],
    path: string,
    eventId: string | undefined,
    body?: Json | Body,
  ): Promise<Json> {
    this.key ??= await this.keyOf(eventId);
    const sent = body && ('bytes' in body ? (body as Body) : asJson(body));
    return this.send(method, path, { 'X-API-Key': this.key }, sent);
  }

  private async keyOf(eventId: string | undefined): Promise<string> {
    if (eventId === undefined) {
      throw new CommandError('no API key: set SLALOM_LIVE_KEY or --key-file, or name the event with --event');
    }
    const { events } = (await this.asAdmin('GET', '/api/v1/admin/events')) as {
      events: { eventId: string; apiKey: string }[];
    };
    const event = events.find((one) => one.eventId === eventId);
    if (!event) throw new CommandError(`there is no event "${eventId}" at ${this.url}`);
    return event.apiKey;
  }

  private async send(
    method: BridgeRequest['method'],
    path: string,
    headers: Record<string, string>,
    body?: Body,
  ): Promise<Json> {
    const request: BridgeRequest = {
      method,
      path: new URL(this.url).pathname.replace(/\/$/, '') + path,
      headers: { ...headers, ...(body && { 'Content-Type': body.type }) },
      ...(body && { body: body.bytes }),
    };
    const { signal, log } = this;
    const answer = await sendPatiently(this.url, request, {
      ...{ clock: realClock, signal, log: log ?? (() => undefined) },
      isPatient: log !== null,
    });
    if (answer.ok) return (answer.body ?? {}) as Json;
    if (answer.status === null) {
      throw new CommandError(
        `no server answers at ${this.url}; start one with "slalom-live serve", or name another with --url`,
      );
    }
    const { error, message } = (answer.body ?? {}) as { error?: string; message?: string };
    throw new CommandError(
      `the server answered ${answer.status} ${error ?? ''}: ${message ?? 'nothing more'}`,
    );
  }
}

const asJson = (body: Json): Body => ({ type: 'application/json', bytes: JSON.stringify(body) });

/** What a file holds that was named, else `otherwise`. */
export function secretFrom(file: string | undefined, otherwise: string | undefined): string | undefined {
  if (file === undefined) return otherwise;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
