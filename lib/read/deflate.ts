import { promisify } from 'node:util';
import { constants, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib';
import { joined } from './ownMemory';

/**
 * Raw deflate blocks that end with a sync flush (RFC 7692, section 7.2.1), so that a decoder gives all
 * of a block out at once and keeps going. A block without history can be sent to anyone; one with
 * history only to who has decoded just that before.
 */

/** Larger blocks are compressed fast rather than small, or elsewhere: level 6 takes 10 ms for 300 kB. */
export const LARGE_BYTES = 64 * 1024;

const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH };
/** Small windows for small messages: setting up a compressor costs more than a small message does. */
const SMALL: ZlibOptions = { ...FLUSH, level: 6, memLevel: 6 };
const LARGE: ZlibOptions = { ...FLUSH, level: 1 };

/** What a decoder can look back to (RFC 1951). */
export const WINDOW_BYTES = 32 * 1024;

/** The end that a sync flush leaves, and that ws leaves out of a frame. */
export const FLUSH_END = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/**
 * `bytes` as a block that ends with {@link FLUSH_END}. `history`, of at most {@link WINDOW_BYTES}, is what
 * its decoders have decoded before; none by default.
 */
export function deflateBlock(bytes: Buffer, history?: Buffer): Buffer {
  const options = bytes.length > LARGE_BYTES ? LARGE : SMALL;
  return compact(
    deflateRawSync(bytes, history && history.length > 0 ? { ...options, dictionary: history } : options),
  );
}

/** `bytes` as blocks that are not compressed, and the flush that lets more follow. */
export function storedBlock(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += MAX_STORED_BYTES) {
    const piece = bytes.subarray(from, from + MAX_STORED_BYTES);
    const head = Buffer.alloc(5);
    head.writeUInt16LE(piece.length, 1);
    head.writeUInt16LE(MAX_STORED_BYTES - piece.length, 3);
    pieces.push(head, piece);
  }
  return Buffer.concat([...pieces, EMPTY_STORED]);
}

/** What the length of a stored block can say (RFC 1951, section 3.2.4). */
const MAX_STORED_BYTES = 0xffff;
const EMPTY_STORED = Buffer.concat([Buffer.from([0x00]), FLUSH_END]);

/** A block without history, small whatever it takes: for other threads than the main one. */
export const deflateWell = (bytes: Uint8Array): Buffer =>
  compact(deflateRawSync(bytes, { ...FLUSH, level: 6 }));

const deflateElsewhere = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);

/** A block without history, compressed outside of the main thread: for snapshots. */
export const deflateLarge = async (bytes: Buffer): Promise<Buffer> =>
  compact(await deflateElsewhere(bytes, { ...FLUSH, level: 6 }));

/** What zlib gives holds a whole chunk of its memory, 16 kB, however short it is; and blocks are kept by the thousand. */
const compact = (block: Buffer): Buffer =>
  block.buffer.byteLength > 2 * block.length ? joined(block) : block;

/** A block as a ws message's payload: without its end. */
export const withoutFlushEnd = (block: Buffer): Buffer => block.subarray(0, block.length - FLUSH_END.length);

/**
 * The head of a gzip stream (RFC 1952) whose blocks follow. It never ends properly, as a stream of events
 * does not: browsers, curl and undici decode what they have.
 */
export const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0xff]);
