import type { Epoch } from '../../db/eventRepository';
import type { JournalMessage } from '../../db/journalRepository';
import { Body, Part } from '../../read/Body';
import { deflateBlock, withoutFlushEnd } from '../../read/deflate';
import { bytesOfText, joined } from '../../read/ownMemory';
import type { About } from '../../read/View';
import { cursorOf } from '../cursor';
import { wsTextFrame } from './wsFrame';

/**
 * The wire forms of a stream: WebSocket frames, plain or deflated, and Server-Sent Events, plain or in
 * one gzip stream. The deflated ones hold no history, so that anyone can be sent them at any time.
 */
export type WireForm = 'ws' | 'wsDeflate' | 'sse' | 'sseGzip';

/** Below this many bytes a deflated frame saves nothing worth its inflating. */
const MIN_DEFLATED_BYTES = 200;

/** What a message is to those who pass it on. */
interface MessageHead extends About {
  seq: number;
  /** The cursor that resumes after this message. */
  id: string;
  kind: JournalMessage['kind'] | 'current';
}

/** What a subscriber is sent: one message, encoded once for each wire form, however many read it. */
export class EncodedMessage {
  readonly seq: number;
  readonly id: string;
  readonly kind: MessageHead['kind'];
  readonly topic: string | null;
  readonly raceId: string | null;
  private readonly forms: Partial<Record<WireForm, Buffer>> = {};

  constructor(
    head: MessageHead,
    /** The message as JSON: what ws sends as text and SSE as `data:`. */
    readonly body: Body,
  ) {
    this.seq = head.seq;
    this.id = head.id;
    this.kind = head.kind;
    this.topic = head.topic;
    this.raceId = head.raceId;
  }

  get json(): Buffer {
    return this.body.bytes;
  }

  /** What a decoder of this form gives out: for `wsDeflate` the JSON, for `sseGzip` the event. */
  plain(form: 'wsDeflate' | 'sseGzip'): Buffer {
    return form === 'wsDeflate' ? this.json : this.encoded('sse');
  }

  /** The message in a wire form, made at the first asking. */
  encoded(form: WireForm): Buffer {
    return (this.forms[form] ??= this.encode(form));
  }

  /**
   * To be awaited before a snapshot is asked for in this form: it is put together of its parts' deflate blocks, of which
   * large ones are made outside of the main thread. Undefined where there is nothing to wait for.
   */
  prepare(form: WireForm): Promise<unknown> | undefined {
    const isMade = this.forms[form] || form === 'ws' || form === 'sse';
    return isMade ? undefined : this.body.prepare();
  }

  private encode(form: WireForm): Buffer {
    switch (form) {
      case 'ws':
        return wsTextFrame(this.json, false);
      case 'wsDeflate':
        if (this.body.length < MIN_DEFLATED_BYTES) return this.encoded('ws');
        return deflatedFrame(Buffer.concat(this.body.blocks()));
      case 'sse':
        // JSON holds no line breaks, so one `data:` line carries it.
        return joined(this.eventHead, this.json, EVENT_END);
      case 'sseGzip': {
        const { parts } = this.body;
        if (parts.length === 1) return deflateBlock(this.encoded('sse'));
        return joined(deflateBlock(this.eventHead), ...this.body.blocks(), deflateBlock(EVENT_END));
      }
    }
  }

  /** An EventSource gives events without a name to `onmessage`; that one is for what changes the state. */
  private get eventHead(): Buffer {
    const name = this.kind === 'current' ? 'event: current\n' : '';
    return Buffer.from(`id: ${this.id}\n${name}data: `);
  }
}

const EVENT_END = Buffer.from('\n\n');

/** A block as a ws frame. */
export const deflatedFrame = (block: Buffer): Buffer => wsTextFrame(withoutFlushEnd(block), true);

/** A journal message as it is sent; not for `full`, which a snapshot stands for. */
export function journalMessage(
  epochs: Epoch[],
  { seq, kind, topic, raceId, body: stored, at }: JournalMessage,
): EncodedMessage {
  const id = cursorOf(epochs, seq);
  const data = stored === null ? '' : `,"data":${stored}`;
  const json = `${headOf(kind, id, at)}${data}}`;
  const body = new Body([new Part(bytesOfText(json))]);
  return new EncodedMessage({ seq, id, kind, topic, raceId }, body);
}

/** The `full` message that carries a snapshot; with what there is to say to who asked for it. */
export function fullMessage(
  { id, seq, at }: { id: string; seq: number; at: number },
  data: Body,
  notice: string | null = null,
): EncodedMessage {
  const said = notice === null ? '' : `,"notice":${JSON.stringify(notice)}`;
  const head = Part.of(`${headOf('full', id, at)}${said},"data":`);
  const body = new Body([head, ...data.parts, Part.of('}')], data.isForAll && notice === null);
  return new EncodedMessage({ seq, id, kind: 'full', topic: null, raceId: null }, body);
}

/**
 * A message to one subscriber that is in no journal: `current` tells who has come back that nothing is missing any more,
 * `refresh` to read anew.
 */
export function wordMessage(
  kind: 'current' | 'refresh',
  { id, seq, at }: { id: string; seq: number; at: number },
): EncodedMessage {
  const body = new Body([Part.of(`${headOf(kind, id, at)}}`)]);
  return new EncodedMessage({ seq, id, kind, topic: null, raceId: null }, body);
}

const headOf = (type: string, id: string, at: number): string =>
  `{"type":"${type}","id":"${id}","at":"${new Date(at).toISOString()}"`;
