/** A part of an ingest that was left out, and why, in words. */
export interface SkippedPart {
  /** In a push the place in the pushed list, from 0; in an export the line in the file, from 1. */
  row: number;
  /** The field that was left out, for example `gates[3]`; absent where it is the whole row. */
  field?: string;
  reason: string;
  /** What a pushed row is about, as far as it can be read. */
  raceId?: string;
  bib?: string;
  /** The section of an export and the row's id in it, for example `Results` and `K1M_BR1_6/30034.K1M`. */
  section?: string;
  id?: string;
}

/** What an answer says of the parts that were left out: at most 100 of them, and how many there were in all. */
export interface SkippedAnswer {
  skipped?: SkippedPart[];
  skippedCount?: number;
}

/** An answer must stay short however much was left out. */
const MAX_TOLD = 100;

/** Collects what one ingest leaves out. */
export class SkippedParts {
  private readonly told: SkippedPart[] = [];
  private count = 0;

  add(part: SkippedPart): void {
    this.count += 1;
    if (this.told.length < MAX_TOLD) this.told.push(part);
  }

  /** In the order of the rows; nothing where nothing was left out. */
  answer(): SkippedAnswer {
    if (this.count === 0) return {};
    return { skipped: this.told.toSorted((a, b) => a.row - b.row), skippedCount: this.count };
  }
}
