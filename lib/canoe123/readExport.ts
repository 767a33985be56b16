import { setImmediate as nextTurn } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { ExportError } from './ExportError';
import { exportText } from './exportText';
import { RawRows, type RawRow } from './RawRows';
import { plainSentence } from './saxesMessages';

/** The root has one or two, for namespaces; nothing else has any. */
const MAX_ATTRIBUTES = 32;
/**
 * Longest single token (text, comment, attribute …), in columns that are passed over too: an export may carry the pictures of
 * its reports, hundreds of kB of base64 each, and a photograph has a few MB.
 */
const MAX_TOKEN_CHARS = 8 * 1024 * 1024;

/**
 * Reads the XML of an export row by row, giving the event loop a turn after every 16 KiB. Local names
 * count, namespaces and prefixes do not; unknown sections and columns are passed over.
 *
 * @param onRow gets each row once it is complete, in the order of the file. The row is reused: take what is needed before
 * returning.
 * @throws {ExportError} for whatever is not one whole, well-formed `<Canoe123Data>` document in UTF-8.
 */
export async function readExport(bytes: Uint8Array, onRow: (row: RawRow) => void): Promise<void> {
  const rows = new RawRows(onRow);
  // Without `position`, messages come bare; line and column are counted all the same.
  const parser = new SaxesParser({ xmlns: true, position: false });
  let pendingChars = 0;
  let attributes = 0;
  const takeText = (piece: string): void => {
    pendingChars = 0;
    rows.text(piece, parser.line);
  };
  // Six handlers and no more: the seventh turns the parser into a dictionary for V8, six times as slow.
  parser.on('error', (error) => {
    throw plainSentence(error.message, parser.line, parser.column);
  });
  parser.on('attribute', () => {
    pendingChars = 0;
    if (++attributes <= MAX_ATTRIBUTES) return;
    throw new ExportError(`more than ${MAX_ATTRIBUTES} attributes in a tag`, { line: parser.line });
  });
  parser.on('opentag', (tag) => {
    pendingChars = 0;
    attributes = 0;
    rows.open(tag.local, parser.line);
  });
  parser.on('closetag', () => {
    rows.close();
  });
  parser.on('text', takeText);
  parser.on('cdata', takeText);

  for (const text of exportText(bytes)) {
    parser.write(text);
    pendingChars += text.length;
    if (pendingChars > MAX_TOKEN_CHARS) {
      throw new ExportError('a single text or tag of more than 8 MiB', { line: parser.line });
    }
    await nextTurn();
  }
  parser.close();
}
