import type { OnCourseRecord } from '../domain/records';
import type { PushedRun } from './knownRun';
import { PushedFields, shown, type Sent, type WholeRange } from './PushedFields';
import type { SkippedParts } from './SkippedParts';

/** Who and where a pushed row is about; one of participant and bib is there. */
interface PushedPlace {
  /** Place in the pushed list, from 0. */
  row: number;
  raceId: string;
  participantId: string | null;
  bib: string | null;
}

/** One row of the live feed's results; times in hundredths. */
export type PushedResult = PushedPlace & PushedRun & { isUnderReview: boolean };

/** What of an on-course entry the feed alone says. */
type OnCourseFields = Omit<OnCourseRecord, 'raceId' | 'participantId' | 'bib' | 'gates'>;

/** An athlete on the course as pushed. */
export type PushedOnCourse = PushedPlace & { gates: Sent<Sent<number>[]> } & {
  [Field in keyof OnCourseFields]: Sent<NonNullable<OnCourseFields[Field]>>;
};

const HUNDREDTHS: WholeRange = {
  words: 'a whole number of hundredths from 0 to 100,000,000, or null',
  least: 0,
  most: 100_000_000,
};
const PLACE: WholeRange = { words: 'a whole number from 0 to 1,000,000, or null', least: 0, most: 1_000_000 };
/** A team's gate is the sum over its boats. */
const GATE: WholeRange = { words: 'penalty seconds from 0 to 999, or null', least: 0, most: 999 };
const MAX_GATES = 100;
/** More than any course holds; each entry costs a look-up. */
const MAX_ENTRIES = 100;
const MAX_STATUS = 20;
const MAX_TEXT = 200;

/** The results of a push, as far as they can be read; the rest is told. */
export function readResults(list: readonly unknown[], skipped: SkippedParts): PushedResult[] {
  return readRows(list, skipped, (fields) => ({
    ...statusOf(fields),
    rnk: noZero(fields.whole('rnk', PLACE)),
    time: noZero(fields.whole('time', HUNDREDTHS)),
    pen: fields.whole('pen', HUNDREDTHS),
    total: noZero(fields.whole('total', HUNDREDTHS)),
  }));
}

/** The athletes of an on-course push, as far as they can be read; the rest is told. */
export function readOnCourse(list: readonly unknown[], skipped: SkippedParts): PushedOnCourse[] {
  for (let row = MAX_ENTRIES; row < list.length; row += 1) {
    skipped.add({
      row,
      reason: `expected at most ${MAX_ENTRIES} athletes on the course, not ${list.length}`,
    });
  }
  return readRows(list.slice(0, MAX_ENTRIES), skipped, (fields) => ({
    name: fields.text('name', MAX_TEXT),
    club: fields.text('club', MAX_TEXT),
    position: fields.whole('position', PLACE),
    gates: fields.wholes('gates', GATE, MAX_GATES),
    dtStart: fields.text('dtStart', MAX_TEXT),
    dtFinish: fields.text('dtFinish', MAX_TEXT),
    time: fields.whole('time', HUNDREDTHS),
    pen: fields.whole('pen', HUNDREDTHS),
    total: fields.whole('total', HUNDREDTHS),
    rank: noZero(fields.whole('rank', PLACE)),
    ttbDiff: fields.text('ttbDiff', MAX_TEXT),
    ttbName: fields.text('ttbName', MAX_TEXT),
  }));
}

/** Reads the rows that say where they belong. */
function readRows<T extends object>(
  list: readonly unknown[],
  skipped: SkippedParts,
  read: (fields: PushedFields) => T,
): (PushedPlace & T)[] {
  const rows: (PushedPlace & T)[] = [];
  list.forEach((value, row) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      skipped.add({ row, reason: `expected an object, not ${shown(value)}` });
      return;
    }
    const about: { raceId?: string; bib?: string } = {};
    const fields = new PushedFields(value, (field, reason) => {
      skipped.add({ row, field, reason, ...about });
    });
    const raceId = fields.id('raceId');
    if (raceId) about.raceId = raceId;
    const bib = fields.id('bib') ?? null;
    if (bib !== null) about.bib = bib;
    const participantId = fields.id('participantId') ?? null;
    // Unreadable, it was told already; that the row goes with it is another thing to know.
    if (!raceId) skipped.add({ row, reason: 'says no raceId, so it belongs nowhere', ...about });
    else if (participantId === null && bib === null) {
      skipped.add({ row, reason: 'says neither participantId nor bib, so it is nobody’s', ...about });
    } else rows.push({ row, raceId, participantId, bib, ...read(fields) });
  });
  return rows;
}

/** A time, total or rank of 0 is none. */
const noZero = (value: Sent<number>): Sent<number> => (value === 0 ? null : value);

/** `*` says "under investigation", which is no status: the result counts. */
function statusOf(fields: PushedFields): { status: Sent<string>; isUnderReview: boolean } {
  const text = fields.text('status', MAX_STATUS);
  const isUnderReview = text === '*';
  return { status: isUnderReview ? null : text && text.toUpperCase(), isUnderReview };
}
