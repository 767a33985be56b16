/**
 * What a pushed row says in one field: a value; null where it says that there is none (null, absent or blank);
 * undefined where it holds something that can't be read, which is no statement at all.
 */
export type Sent<T> = T | null | undefined;

/** Whole numbers from `least` to `most`, in words that complete "expected …". */
export interface WholeRange {
  words: string;
  least: number;
  most: number;
}

const MAX_ID = 100;
/** Longer values are shown cut off. */
const MAX_SHOWN = 40;

/**
 * Reads the fields of one pushed row. Whoever pushes them counts on being understood as far as possible: a number may
 * come as its digits, a text with blanks around it. What can't be read is handed to `tell` with the reason.
 */
export class PushedFields {
  constructor(
    private readonly row: object,
    private readonly tell: (field: string, reason: string) => void,
  ) {}

  /** An id or a bib: text, or a whole number that stands for its digits. Blanks inside count as one. */
  id(field: string): Sent<string> {
    const value = this.of(field);
    if (Number.isSafeInteger(value)) return String(value);
    const text = this.read(field, value, 'a text or a whole number', MAX_ID);
    return text && text.replace(/\s+/g, ' ');
  }

  /** A text of at most `most` characters, trimmed. */
  text(field: string, most: number): Sent<string> {
    return this.read(field, this.of(field), 'a text', most);
  }

  whole(field: string, range: WholeRange): Sent<number> {
    return this.wholeOf(field, this.of(field), range);
  }

  /** A list of whole numbers of at most `most` items; what is behind them is left out. */
  wholes(field: string, range: WholeRange, most: number): Sent<Sent<number>[]> {
    const value = this.of(field);
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return this.refused(field, `expected a list, not ${shown(value)}`);
    const items: unknown[] = value;
    if (items.length > most) {
      this.tell(`${field}[${most}]`, `expected at most ${most}, not ${items.length}; the rest is left out`);
    }
    return items.slice(0, most).map((item, at) => this.wholeOf(`${field}[${at}]`, item, range));
  }

  private of(field: string): unknown {
    return (this.row as Record<string, unknown>)[field];
  }

  private wholeOf(field: string, value: unknown, { words, least, most }: WholeRange): Sent<number> {
    if (value === null || value === undefined || isBlank(value)) return null;
    const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) {
      return number + 0; // -0 is 0
    }
    return this.refused(field, `expected ${words}, not ${shown(value)}`);
  }

  private read(field: string, value: unknown, words: string, most: number): Sent<string> {
    if (value === null || value === undefined || isBlank(value)) return null;
    if (typeof value !== 'string') return this.refused(field, `expected ${words}, not ${shown(value)}`);
    const text = value.trim();
    if (text.length > most) {
      return this.refused(field, `expected at most ${most} characters, not ${text.length}`);
    }
    // PostgreSQL stores no NUL, and no screen shows the others.
    if (/\p{Cc}/u.test(text)) return this.refused(field, 'expected a text without control characters');
    // Half of a surrogate pair is no character: both databases store this in its place.
    return text.replace(/\p{Cs}/gu, '\uFFFD');
  }

  private refused<T>(field: string, reason: string): Sent<T> {
    this.tell(field, reason);
    return undefined;
  }
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** A value as a reason names it. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'an object';
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}
