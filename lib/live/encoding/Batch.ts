import type { ContextBytes, SharedContext } from './SharedContext';
import type { EncodedMessage, WireForm } from './EncodedMessage';

/** The contexts of one view, by form. */
export type Contexts = Record<'wsDeflate' | 'sseGzip', SharedContext>;

/**
 * Messages that leave in one write: those of one moment, of one view. Each wire form is put together
 * once, when the first connection asks for it.
 */
export class Batch {
  private readonly forms: Partial<Record<WireForm, Buffer>> = {};
  private readonly inContext: Partial<Record<WireForm, ContextBytes>> = {};

  constructor(
    /** In order, at least one. */
    readonly messages: readonly EncodedMessage[],
    /** Null where only some get the messages: to them they go without history. */
    private readonly contexts: Contexts | null = null,
  ) {}

  /** The messages in a form that anyone can read. */
  bytes(form: WireForm): Buffer {
    return (this.forms[form] ??= join(this.messages.map((message) => message.encoded(form))));
  }

  /** The messages in the view's shared context; null where there is none. Batches must ask in their order. */
  contextBytes(form: 'wsDeflate' | 'sseGzip'): ContextBytes | null {
    return this.contexts && (this.inContext[form] ??= this.contexts[form].encode(this.messages));
  }
}

const join = (parts: Buffer[]): Buffer => (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
