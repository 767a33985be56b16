import { ExportError, quoteValue } from './ExportError';

/** Half a millisecond of parsing, a few when cold: what one turn of the event loop may take. */
const CHUNK_BYTES = 16 * 1024;
/** An XML declaration is about 60 bytes; whatever is longer is none. */
const MAX_DECLARATION_BYTES = 1024;

/**
 * The text of an export in pieces of at most 16 KiB, cut between characters. The bytes have to be strict
 * UTF-8, with or without a byte order mark, whatever the XML declaration leaves open.
 *
 * @throws {ExportError} for an empty body, something that is not XML, UTF-16, another declared encoding, a
 * document type, NUL bytes, and bytes that are not UTF-8.
 */
export function* exportText(bytes: Uint8Array): Generator<string, void, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = hasUtf8Bom(buffer) ? 3 : 0;
  checkBytes(buffer, start);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let from = start; from < buffer.length;) {
    const to = endOfChunk(buffer, from);
    let text: string;
    try {
      text = decoder.decode(buffer.subarray(from, to));
    } catch {
      throw notUtf8(buffer, from, to);
    }
    if (from === start) checkProlog(text, to === buffer.length);
    yield text;
    from = to;
  }
}

function hasUtf8Bom(buffer: Buffer): boolean {
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
}

function checkBytes(buffer: Buffer, start: number): void {
  if (isUtf16(buffer)) throw new ExportError('the file is UTF-16 (or UTF-32); save it as UTF-8');
  const nul = buffer.indexOf(0);
  if (nul !== -1) {
    throw new ExportError(`NUL byte at offset ${nul}: the file is padded or was not written to its end`, {
      line: lineAt(buffer, nul),
    });
  }
  const first = buffer.findIndex((byte, at) => at >= start && !isBlank(byte));
  if (first === -1) throw new ExportError('the export is empty');
  const head = buffer.toString('utf8', first, first + MAX_DECLARATION_BYTES);
  if (!head.startsWith('<'))
    throw new ExportError(`not XML: it begins with ${quoteValue(head.slice(0, 20))}`);
  const encoding = /^<\?xml\s[^?>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1];
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    throw new ExportError(`the XML declaration says ${quoteValue(encoding)}; only UTF-8 is read`, {
      line: 1,
    });
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** By byte order mark, or by `<` beside a NUL where there is none. */
function isUtf16(buffer: Buffer): boolean {
  const [first, second] = buffer;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0x3c && second === 0) ||
    (first === 0 && second === 0x3c)
  );
}

/** Never inside a character, so that each chunk decodes, or fails, by itself. */
function endOfChunk(buffer: Buffer, from: number): number {
  let to = Math.min(from + CHUNK_BYTES, buffer.length);
  for (let back = 0; back < 3 && to < buffer.length && isContinuation(buffer[to]); back++) to--;
  return to;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Bisects: a streaming decoder accepts exactly the prefixes that end before the first wrong byte. */
function notUtf8(buffer: Buffer, from: number, to: number): ExportError {
  let good = from;
  let bad = to;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(from, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  const byte = (buffer[good] ?? 0).toString(16).padStart(2, '0');
  return new ExportError(`not UTF-8: unexpected byte 0x${byte} at offset ${good}; save the file as UTF-8`, {
    line: lineAt(buffer, good),
  });
}

function lineAt(buffer: Buffer, offset: number): number {
  let line = 1;
  for (let at = buffer.indexOf(10); at !== -1 && at < offset; at = buffer.indexOf(10, at + 1)) line++;
  return line;
}

/**
 * Refuses a document type where it begins, before the parser sees any of it; an HTML error page
 * (`<!doctype html>`) gets the same plain answer. After the root's tag the parser itself refuses one.
 *
 * @param isWhole whether no more text follows.
 */
function checkProlog(text: string, isWhole: boolean): void {
  const doctype = '<!DOCTYPE';
  for (let at = 0; ;) {
    while (/\s/.test(text.charAt(at))) at++;
    if (text.slice(at, at + doctype.length).toUpperCase() === doctype) {
      throw new ExportError('a document type (<!DOCTYPE>) is not allowed in an export');
    }
    const close = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : null;
    const end = close === null ? -1 : text.indexOf(close, at);
    if (close !== null && end !== -1) {
      at = end + close.length;
    } else if (isWhole || (close === null && at + doctype.length <= text.length)) {
      return;
    } else {
      throw new ExportError('no root element in the first 16 KiB');
    }
  }
}
