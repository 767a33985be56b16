import type { Language } from '../pages/language';

/** A cell: text, a whole number, or hundredths that are shown as seconds. Null is an empty cell. */
export type Cell = string | number | Hundredths | null;

/** A figure in hundredths of a second. */
export interface Hundredths {
  hundredths: number;
}

/** Makes a cell of a figure that may not be known. */
export const secondsCell = (hundredths: number | null | undefined): Hundredths | null =>
  hundredths === null || hundredths === undefined ? null : { hundredths };

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** How a spreadsheet reads a file by the language of its user: all but English ones take the comma for the decimal mark. */
const ENGLISH = { separator: ',', decimalMark: '.' };
const CONTINENTAL = { separator: ';', decimalMark: ',' };

/** Says in the file's first bytes that it is UTF-8; without it Excel shows Czech letters wrong. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A table as CSV (RFC 4180, with semicolons in all but English), as a spreadsheet opens it by itself. The first row is the header. */
export function csvText(rows: readonly (readonly Cell[])[], language: Language): string {
  const { separator, decimalMark } = language === 'en' ? ENGLISH : CONTINENTAL;
  const lines = rows.map((cells) => cells.map((cell) => cellText(cell, decimalMark)).join(separator));
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}

function cellText(cell: Cell, decimalMark: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return (cell.hundredths / 100).toFixed(2).replace('.', decimalMark);
  // A name such as `=HYPERLINK(…)` must stay a name where the file is opened.
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
