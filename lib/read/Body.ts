import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { deflateBlock, deflateLarge, GZIP_HEAD, LARGE_BYTES, storedBlock } from './deflate';

/** Below this many bytes compressing saves nothing worth its time. */
const SMALL_BYTES = 100;

/** A piece of an answer, and what is made of it: each once, however many answers it is in. */
export class Part {
  private hashText: string | null = null;
  private deflating: Promise<Buffer> | null = null;

  constructor(
    readonly bytes: Buffer,
    private deflatedBytes: Buffer | null = null,
  ) {}

  static of(text: string): Part {
    return new Part(Buffer.from(text));
  }

  /** Names the content, whichever process made it. */
  get hash(): string {
    return (this.hashText ??= createHash('sha1').update(this.bytes).digest('base64url').slice(0, 16));
  }

  /** The bytes as a deflate block without history; large ones are made outside of the main thread. */
  deflated(): Buffer | Promise<Buffer> {
    if (this.deflatedBytes) return this.deflatedBytes;
    const { bytes } = this;
    if (bytes.length < SMALL_BYTES) return (this.deflatedBytes = storedBlock(bytes));
    if (bytes.length <= LARGE_BYTES) return (this.deflatedBytes = deflateBlock(bytes));
    return (this.deflating ??= deflateLarge(bytes).then((made) => (this.deflatedBytes = made)));
  }
}

/**
 * An answer as the pieces that it is put together of. Deflate blocks without history can follow one another in any
 * order, so that the compressed answer is a concatenation, too.
 */
export class Body {
  private joined: Buffer | null = null;
  private zipped: Promise<Buffer> | null = null;
  private tag: string | null = null;

  constructor(readonly parts: readonly Part[]) {}

  /** In bytes. */
  get length(): number {
    return this.parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  get bytes(): Buffer {
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

  /** Deflate blocks without history. */
  async blocks(): Promise<Buffer[]> {
    const blocks: Buffer[] = [];
    for (const part of this.parts) blocks.push(await part.deflated());
    return blocks;
  }

  /** A gzip file (RFC 1952). */
  gzipped(): Promise<Buffer> {
    return (this.zipped ??= this.gzip());
  }

  private async gzip(): Promise<Buffer> {
    const blocks = await this.blocks();
    const end = Buffer.alloc(GZIP_END_BYTES);
    end.set(LAST_BLOCK);
    const sum = this.parts.reduce((value, { bytes }) => crc32(bytes, value), 0);
    end.writeUInt32LE(sum, LAST_BLOCK.length);
    end.writeUInt32LE(this.length % 2 ** 32, LAST_BLOCK.length + 4);
    return Buffer.concat([GZIP_HEAD, ...blocks, end]);
  }
}

/** An empty block that says that it is the last one. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
/** It, the sum of the content and its length. */
const GZIP_END_BYTES = LAST_BLOCK.length + 8;
