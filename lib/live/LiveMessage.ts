import type { JournalMessage } from '../db/journalRepository';
import { cursorOf } from './cursor';

/** What a subscriber is sent: one message, encoded once for each wire form, however many read it. */
export class LiveMessage {
  /** The message as JSON, UTF-8: what ws sends as text and SSE as `data:`. */
  readonly json: Buffer;
  private sse: Buffer | null = null;

  constructor(
    readonly seq: number,
    /** The cursor that resumes after this message. */
    readonly id: string,
    readonly kind: JournalMessage['kind'],
    /** Messages of one topic supersede one another. */
    readonly topic: string | null,
    /** The race whose results the message holds; null for every other message. */
    readonly raceId: string | null,
    json: string | Buffer,
  ) {
    this.json = typeof json === 'string' ? Buffer.from(json) : json;
  }

  /** The message as a Server-Sent Event. JSON holds no line breaks, so one `data:` line carries it. */
  get sseChunk(): Buffer {
    this.sse ??= Buffer.concat([Buffer.from(`id: ${this.id}\ndata: `), this.json, Buffer.from('\n\n')]);
    return this.sse;
  }
}

/** A journal message as it is sent; not for `full`, which a snapshot stands for. */
export function diffMessage(epoch: string, message: JournalMessage): LiveMessage {
  const { seq, kind, topic, raceId, body, at } = message;
  const id = cursorOf(epoch, seq);
  const data = body === null ? '' : `,"data":${body}`;
  const json = `{"type":"${kind}","id":"${id}","at":"${new Date(at).toISOString()}"${data}}`;
  return new LiveMessage(seq, id, kind, topic, raceId, json);
}

/** The `full` message that carries a snapshot; `body` is JSON text of its data, `at` milliseconds. */
export function fullMessage(
  epoch: string,
  { seq, at, body }: { seq: number; at: number; body: Uint8Array },
): LiveMessage {
  const id = cursorOf(epoch, seq);
  const head = Buffer.from(`{"type":"full","id":"${id}","at":"${new Date(at).toISOString()}","data":`);
  return new LiveMessage(seq, id, 'full', null, null, Buffer.concat([head, body, Buffer.from('}')]));
}
