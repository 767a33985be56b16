import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, type BrotliOptions } from 'node:zlib';
import { joinedSum, shiftOf, sumOf } from './checksum';
import { deflateBlock, deflateLarge, GZIP_HEAD, LARGE_BYTES, storedBlock } from './deflate';

/** Below this many bytes compressing saves nothing worth its time. */
const SMALL_BYTES = 100;

/** A piece of an answer, and what is made of it: each once, however many answers it is in. */
export class Part {
  private hashText: string | null = null;
  private sum: { value: number; shift: number } | null = null;
  private deflating: Promise<void> | null = null;

  constructor(
    readonly bytes: Buffer,
    private block: Buffer | null = null,
  ) {}

  static of(text: string): Part {
    return new Part(Buffer.from(text));
  }

  /** Names the content, whichever process made it. */
  get hash(): string {
    return (this.hashText ??= createHash('sha1').update(this.bytes).digest('base64url').slice(0, 16));
  }

  /** The sum (CRC-32) of whatever has the sum `before`, with this part after it. */
  sumAfter(before: number): number {
    const { bytes } = this;
    this.sum ??= { value: sumOf(bytes), shift: shiftOf(bytes.length) };
    return joinedSum(before, this.sum);
  }

  /** To be awaited before {@link deflated}: large parts are compressed outside of the main thread. */
  prepare(): Promise<void> | undefined {
    const { bytes, block } = this;
    if (block || bytes.length <= LARGE_BYTES) return undefined;
    return (this.deflating ??= deflateLarge(bytes).then((made) => {
      this.block = made;
    }));
  }

  /** The bytes as a deflate block without history. */
  deflated(): Buffer {
    const { bytes } = this;
    return (this.block ??= bytes.length < SMALL_BYTES ? storedBlock(bytes) : deflateBlock(bytes));
  }
}

/** Of 11 levels; the higher ones take several times as long for a few percent. */
const BROTLI: BrotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const inBrotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);

/**
 * An answer as the pieces that it is put together of. Deflate blocks without history can follow one another in any
 * order, so that the compressed answer is a concatenation, too.
 */
export class Body {
  private joined: Buffer | null = null;
  private zipped: Buffer | null = null;
  private inBrotli: Promise<Buffer> | null = null;
  private tag: string | null = null;

  constructor(
    readonly parts: readonly Part[],
    /** It is kept and sent to everyone who asks, so that it is worth being compressed as a whole. */
    readonly isForAll = false,
  ) {}

  /** In bytes. */
  get length(): number {
    return this.parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  get bytes(): Buffer {
    const [only, ...others] = this.parts;
    if (only && others.length === 0) return only.bytes;
    return (this.joined ??= Buffer.concat(this.parts.map(({ bytes }) => bytes)));
  }

  /** An entity tag (RFC 9110, section 8.8.3) of the content; weak, for plain and compressed it is the same. */
  get etag(): string {
    if (this.tag === null) {
      const hash = createHash('sha1');
      for (const part of this.parts) hash.update(part.hash);
      this.tag = `W/"${hash.digest('base64url').slice(0, 16)}"`;
    }
    return this.tag;
  }

  /** To be awaited before {@link blocks} and {@link gzip}; undefined where there is nothing to wait for. */
  prepare(): Promise<unknown> | undefined {
    const waiting = this.parts.flatMap((part) => part.prepare() ?? []);
    return waiting.length === 0 ? undefined : Promise.all(waiting);
  }

  /** Deflate blocks without history. */
  blocks(): Buffer[] {
    return this.parts.map((part) => part.deflated());
  }

  /** A gzip file (RFC 1952). */
  gzip(): Buffer {
    if (this.zipped) return this.zipped;
    const end = Buffer.alloc(GZIP_END_BYTES);
    end.set(LAST_BLOCK);
    const sum = this.parts.reduce((before, part) => part.sumAfter(before), 0);
    end.writeUInt32LE(sum, LAST_BLOCK.length);
    end.writeUInt32LE(this.length % 2 ** 32, LAST_BLOCK.length + 4);
    return (this.zipped = Buffer.concat([GZIP_HEAD, ...this.blocks(), end]));
  }

  /** The whole in Brotli (RFC 7932), compressed outside of the main thread. */
  brotli(): Promise<Buffer> {
    return (this.inBrotli ??= inBrotli(this.bytes, BROTLI));
  }
}

/** An empty block that says that it is the last one. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
/** It, the sum of the content and its length. */
const GZIP_END_BYTES = LAST_BLOCK.length + 8;
