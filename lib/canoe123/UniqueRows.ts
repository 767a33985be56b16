import type { SkippedRow } from './parseExport';
import type { SectionName } from './sections';

/** Joins the parts of a key: the one character that no XML can hold. */
export const KEY_SEPARATOR = '\0';

/** The records of one section by key. Of two with the same key the last stays, at its place in the file. */
export class UniqueRows<T> {
  private readonly rows = new Map<string, { record: T; line: number }>();

  constructor(
    private readonly section: SectionName,
    private readonly skipped: SkippedRow[],
  ) {}

  add(key: string, record: T, line: number): void {
    const earlier = this.rows.get(key);
    if (earlier !== undefined) {
      this.skip(earlier.line, key, `given again in line ${line}`);
      this.rows.delete(key);
    }
    this.rows.set(key, { record, line });
  }

  /** Leaves out the rows for which `reasonOf` names a reason. */
  refuse(reasonOf: (record: T) => string | null): void {
    for (const [key, { record, line }] of this.rows) {
      const reason = reasonOf(record);
      if (reason === null) continue;
      this.rows.delete(key);
      this.skip(line, key, reason);
    }
  }

  skip(line: number, key: string, reason: string): void {
    this.skipped.push({ section: this.section, line, id: key.replace(KEY_SEPARATOR, '/'), reason });
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  get(key: string): T | undefined {
    return this.rows.get(key)?.record;
  }

  /** The line of the row with this key; 0 where there is none. */
  lineOf(key: string): number {
    return this.rows.get(key)?.line ?? 0;
  }

  list(): T[] {
    return Array.from(this.rows.values(), ({ record }) => record);
  }
}
