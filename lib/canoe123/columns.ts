import { quoteValue } from './ExportError';
import type { RawRow } from './RawRows';

/** Ids are keys of the database, whose index takes 2,700 bytes at most. */
const MAX_ID_CHARS = 256;
/** What a database integer holds. */
const MAX_INTEGER = 2_147_483_647;
/** 277 hours of milliseconds: beyond any race, and an integer still after conversion. */
const MAX_TIME = 999_999_999;
const MAX_PEN = 9_999_999;
const MAX_WARNINGS = 100;

const ISO_DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** A row without an id, or without a usable one: it can't be told from others. The message says which. */
export class UnusableId extends Error {}

/** Warnings about an export, at most 100 of them and a count of the others. */
export class Warnings {
  private readonly kept: string[] = [];
  private total = 0;

  add(warning: string): void {
    this.total++;
    if (this.kept.length < MAX_WARNINGS) this.kept.push(warning);
  }

  list(): string[] {
    const more = this.total - this.kept.length;
    return more === 0 ? this.kept : [...this.kept, `and ${more} more warnings`];
  }
}

/**
 * Reads a row's columns as what they are. A value that can't be read becomes null and a warning; an absent
 * or empty one just null.
 */
export class Columns {
  constructor(
    readonly row: RawRow,
    private readonly warnings: Warnings,
  ) {}

  /** The trimmed text, or null where absent or empty. */
  text(column: string): string | null {
    return this.row.values.get(column)?.trim() || null;
  }

  /** The text as written, or null where absent or empty: for fixed-width columns. */
  untrimmed(column: string): string | null {
    return this.row.values.get(column) || null;
  }

  /**
   * A trimmed id that may be missing.
   *
   * @throws {UnusableId} for an id of more than 256 characters.
   */
  optionalId(column: string): string | null {
    const id = this.text(column);
    if (id !== null && id.length > MAX_ID_CHARS) {
      throw new UnusableId(`<${column}> has more than ${MAX_ID_CHARS} characters`);
    }
    return id;
  }

  /** @throws {UnusableId} where the id is missing: without it the row can't be told from others. */
  id(column: string): string {
    const id = this.optionalId(column);
    if (id === null) throw new UnusableId(`missing <${column}>`);
    return id;
  }

  integer(column: string): number | null {
    return this.number(column, -MAX_INTEGER, MAX_INTEGER);
  }

  /** A number that counts from 1: Canoe123 writes 0 where it has none. */
  ordinal(column: string): number | null {
    return this.integer(column) || null;
  }

  /** Text in one line: runs of white space, line breaks among them, are one blank. */
  line(column: string): string | null {
    return this.text(column)?.replace(/\s+/g, ' ') ?? null;
  }

  /** A time in the file's own unit. */
  time(column: string): number | null {
    return this.number(column, 0, MAX_TIME);
  }

  /** A penalty in the file's own unit. */
  penalty(column: string): number | null {
    return this.number(column, 0, MAX_PEN);
  }

  /** ISO 8601 text, exactly as given. */
  date(column: string): string | null {
    const text = this.text(column);
    if (text === null || isIsoDate(text)) return text;
    this.warn(column, text, 'is not an ISO date');
    return null;
  }

  isTrue(column: string): boolean {
    return this.text(column)?.toLowerCase() === 'true';
  }

  private number(column: string, min: number, max: number): number | null {
    const text = this.text(column);
    if (text === null) return null;
    const value = /^[+-]?\d{1,12}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.warn(column, text, Number.isNaN(value) ? 'is not a whole number' : 'is out of range');
    return null;
  }

  private warn(column: string, value: string, problem: string): void {
    const { line, section } = this.row;
    this.warnings.add(`line ${line}, <${section}>: <${column}> ${quoteValue(value)} ${problem}`);
  }
}

function isIsoDate(text: string): boolean {
  const [, year, month, day] = ISO_DATE.exec(text) ?? [];
  if (year === undefined) return false;
  // Date.UTC carries 31 February over into March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
