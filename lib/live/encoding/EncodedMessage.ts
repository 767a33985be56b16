import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import type { Epoch } from '../../db/eventRepository';
import type { JournalMessage } from '../../db/journalRepository';
import type { TakenSnapshot } from '../../ingest/readSnapshot';
import { cursorOf } from '../cursor';
import { deflateBlock, deflateLarge, LARGE_BYTES, withoutFlushEnd } from '../../read/deflate';
import { wsTextFrame } from './wsFrame';

/**
 * The wire forms of a stream: WebSocket frames, plain or deflated, and Server-Sent Events, plain or in
 * one gzip stream. The deflated ones hold no history, so that anyone can be sent them at any time.
 */
export type WireForm = 'ws' | 'wsDeflate' | 'sse' | 'sseGzip';

/** Below this many bytes a deflated frame saves nothing worth its inflating. */
const MIN_DEFLATED_BYTES = 200;

const gzip = promisify<Buffer, Buffer>(gzipWithCallback);

/** What a subscriber is sent: one message, encoded once for each wire form, however many read it. */
export class EncodedMessage {
  /** The message as JSON, UTF-8: what ws sends as text and SSE as `data:`. */
  readonly json: Buffer;
  private readonly forms: Partial<Record<WireForm, Buffer>> = {};
  private gzip: Promise<Buffer> | null = null;
  private readonly preparing: Partial<Record<WireForm, Promise<void>>> = {};

  constructor(
    readonly seq: number,
    /** The cursor that resumes after this message. */
    readonly id: string,
    readonly kind: JournalMessage['kind'],
    /** Messages of one topic supersede one another. */
    readonly topic: string | null,
    /** The race whose lists the message holds; null for every other message. */
    readonly raceId: string | null,
    json: string | Buffer,
  ) {
    this.json = typeof json === 'string' ? Buffer.from(json) : json;
  }

  /** What a decoder of this form gives out: for `wsDeflate` the JSON, for `sseGzip` the event. */
  plain(form: 'wsDeflate' | 'sseGzip'): Buffer {
    return form === 'wsDeflate' ? this.json : this.encoded('sse');
  }

  /** The message in a wire form, made at the first asking. */
  encoded(form: WireForm): Buffer {
    return (this.forms[form] ??= this.encode(form));
  }

  /** Makes a large message's deflated form outside of the main thread, before it is asked for; once, whoever asks. */
  prepare(form: WireForm): Promise<void> | undefined {
    if (this.forms[form] || this.json.length <= LARGE_BYTES || form === 'ws' || form === 'sse')
      return undefined;
    return (this.preparing[form] ??= this.encodeElsewhere(form));
  }

  private async encodeElsewhere(form: 'wsDeflate' | 'sseGzip'): Promise<void> {
    const block = await deflateLarge(this.plain(form));
    this.forms[form] ??= form === 'wsDeflate' ? deflatedFrame(block) : block;
  }

  /** The JSON as a gzip file, for REST. */
  gzipped(): Promise<Buffer> {
    return (this.gzip ??= gzip(this.json));
  }

  private encode(form: WireForm): Buffer {
    switch (form) {
      case 'ws':
        return wsTextFrame(this.json, false);
      case 'wsDeflate':
        if (this.json.length < MIN_DEFLATED_BYTES) return this.encoded('ws');
        return deflatedFrame(deflateBlock(this.json));
      case 'sse':
        // JSON holds no line breaks, so one `data:` line carries it.
        return Buffer.concat([Buffer.from(`id: ${this.id}\ndata: `), this.json, Buffer.from('\n\n')]);
      case 'sseGzip':
        return deflateBlock(this.encoded('sse'));
    }
  }
}

/** A block as a ws frame. */
export const deflatedFrame = (block: Buffer): Buffer => wsTextFrame(withoutFlushEnd(block), true);

/** A journal message as it is sent; not for `full`, which a snapshot stands for. */
export function diffMessage(epochs: Epoch[], message: JournalMessage): EncodedMessage {
  const { seq, kind, topic, raceId, body, at } = message;
  const id = cursorOf(epochs, seq);
  const data = body === null ? '' : `,"data":${body}`;
  const json = `{"type":"${kind}","id":"${id}","at":"${new Date(at).toISOString()}"${data}}`;
  return new EncodedMessage(seq, id, kind, topic, raceId, json);
}

/** The `full` message that carries a snapshot. */
export function fullMessage({ seq, epochs, at, body }: TakenSnapshot): EncodedMessage {
  const id = cursorOf(epochs, seq);
  const head = Buffer.from(`{"type":"full","id":"${id}","at":"${new Date(at).toISOString()}","data":`);
  return new EncodedMessage(seq, id, 'full', null, null, Buffer.concat([head, body, Buffer.from('}')]));
}
