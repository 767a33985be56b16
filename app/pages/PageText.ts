import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const inBrotli = promisify<Buffer, object, Buffer>(brotliCompress);
const inGzip = promisify<Buffer, Buffer>(gzip);

/** Of 11 levels. Made while somebody waits: the next ones save a twentieth and take five times as long. */
const BROTLI_QUALITY = 5;

export type PageEncoding = 'br' | 'gzip' | null;

/** A page's HTML as it is sent: in each encoding compressed once, at the first asking, outside of the main thread. */
export class PageText {
  private readonly plain: Buffer;
  private br: Promise<Buffer> | null = null;
  private gzip: Promise<Buffer> | null = null;

  constructor(html: string) {
    this.plain = Buffer.from(html);
  }

  /** The bytes to send with this `Content-Encoding`; null for none. */
  encoded(encoding: PageEncoding): Buffer | Promise<Buffer> {
    switch (encoding) {
      case 'br':
        return (this.br ??= inBrotli(this.plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: this.plain.length,
          },
        }));
      case 'gzip':
        return (this.gzip ??= inGzip(this.plain));
      case null:
        return this.plain;
    }
  }
}
