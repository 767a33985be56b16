import type { EventDetails, RaceDay } from '../domain/records';
import { RaceDayBuilder } from './RaceDayBuilder';
import { readExport } from './readExport';

/** A row of the export that is not in the race day. */
export interface SkippedRow {
  /** Name of the section element, for example `Results`. */
  section: string;
  /** Line of its opening tag, from 1. */
  line: number;
  /** The row's key; `RaceId/Id` for a result, `ClassId/CatId` for a category. */
  id: string;
  /** For example `unknown class "K1M"`. */
  reason: string;
}

/** What an export says, in our units and types. */
export interface ParsedExport {
  details: EventDetails;
  day: RaceDay;
  /** Rows left out, in the order in which they were found wanting. */
  skipped: SkippedRow[];
  /** Sentences about values that could not be read, at most about 100. */
  warnings: string[];
}

/**
 * Reads a whole Canoe123 export (see `Canoe123Data.xsd`, namespace http://siwidata.com/Canoe123/Data.xsd):
 * a snapshot of the event, times and penalties in hundredths. Gives the event loop a turn every millisecond
 * or so, and takes what is usable: a row that refers to nothing is skipped, a number that can't be read is
 * null.
 *
 * @param bytes the file as it is, UTF-8 with or without byte order mark. Must not change meanwhile.
 * @throws {ExportError} where the file has to be refused whole: not well-formed, cut off, or not an export.
 */
export async function parseExport(bytes: Uint8Array): Promise<ParsedExport> {
  const builder = new RaceDayBuilder();
  await readExport(bytes, (row) => {
    builder.add(row);
  });
  return builder.finish();
}
