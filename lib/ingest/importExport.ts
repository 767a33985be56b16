import { AppError } from '../errors';
import { parseExport, type ParsedExport } from '../canoe123/parseExport';
import { ExportError } from '../canoe123/ExportError';
import { recordDone } from '../db/auditRepository';
import { countTaken } from '../db/feedRepository';
import { findEvent, type StoredEvent } from '../db/eventRepository';
import { loadOnCourse, removeOnCourse } from '../db/onCourseRepository';
import { replaceRaceDay } from '../db/raceDayRepository';
import { snapshotChanges } from '../domain/changes';
import { shownRaces } from '../domain/hiddenRaces';
import type { RaceDay } from '../domain/records';
import { eventNotFound } from '../errors';
import { lossWarnings, refuseEmptyExport } from './exportGuards';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { hearTiming } from './hearTiming';
import { invalidJson } from './jsonBodies';
import { keyWindow, widerDates, windowState } from './keys';
import { withoutCorrections } from './correctResult';
import { heldResults, mergeExport, type HeldResults } from './mergeResults';
import { withDetailChanges } from './raceDayChanges';
import { SkippedParts, type SkippedAnswer } from './SkippedParts';

/** The answer to an import: what the file holds, what was left out and why, what to look at. */
export interface ImportAnswer extends SkippedAnswer {
  imported: { participants: number; classes: number; races: number; results: number; courses: number };
  /** Absent where every result of the file counts. */
  held?: HeldResults;
  warnings?: string[];
}

/**
 * Imports a Canoe123 export: the whole event as the file has it. Throws 400 `InvalidExport` naming the
 * line or element, 403 where the event's state refuses it, 422 `EmptyExport` where it says nothing of what the
 * event has; then nothing has changed.
 */
export async function importExport(
  ingest: Ingest,
  eventId: string,
  body: ExportBody,
  by: string | null = null,
): Promise<ImportAnswer> {
  // Refused before it is read: an export costs the most, and an official event never takes one.
  const found = await findEvent(ingest.db, eventId);
  if (!found) throw eventNotFound(eventId);
  guardState(found, 'xml');
  const parsed = await parse(body);

  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'xml');
    hearTiming(transaction);
    const day = await transaction.raceDay();
    const stored = day.rows;
    const before = day.snapshot(transaction.facts, await loadOnCourse(trx, event.id));
    if (!body.replacesAll) refuseEmptyExport(stored, parsed.day);
    const strategy = body.replacesAll ? 'latest' : event.config.mergeStrategy;
    const wanted = mergeExport(
      strategy,
      body.replacesAll ? withoutCorrections(stored) : stored,
      parsed.day,
      now,
    );
    const after = day.replacedBy(wanted);
    if (after !== day) {
      await replaceRaceDay(trx, event.id, stored, after.rows);
      transaction.hasStored(after);
    }
    await dropStaleOnCourse(transaction, wanted);
    const exported = {
      ...parsed.details,
      keyDates: widerDates(event.exported?.keyDates ?? null, parsed.details),
    };
    if (JSON.stringify(event.exported) !== JSON.stringify(exported)) {
      transaction.change({ exported });
    }
    const onCourse = await loadOnCourse(trx, event.id);
    const changes = snapshotChanges(before, after.snapshot({ ...transaction.facts, exported }, onCourse));
    const diffs = changes.flatMap((change) => (change.kind === 'diff' ? change.data : []));
    if (diffs.length < changes.length) transaction.announceFull();
    else
      for (const diff of withDetailChanges(diffs, day, after, shownRaces(event.config, after.index)))
        transaction.announceDiff(diff);

    const held = heldResults(parsed.day, wanted);
    const answer: ImportAnswer = {
      imported: countsOf(parsed.day),
      ...tellSkipped(parsed),
      ...(held && { held }),
    };
    const warnings = [
      ...(event.status === 'running' ? lossWarnings(stored, wanted, now) : []),
      ...dateWarnings(event, parsed, now),
      ...parsed.warnings,
    ];
    if (warnings.length > 0) answer.warnings = warnings.slice(0, MAX_WARNINGS);
    const { skipped, ...rest } = answer;
    const bytes = body.bytes.byteLength;
    await countTaken(trx, event.id, 'xml', { at: now, bytes, skipped: answer.skippedCount ?? 0 });
    await recordDone(trx, event.id, {
      ...{ kind: 'xml', at: now, by },
      detail: {
        bytes,
        ...rest,
        ...(skipped && { skipped: skipped.slice(0, MAX_KEPT) }),
      },
    });
    return answer;
  });
}

/** Bytes of a body: the bare export, or JSON `{ xml }` that holds it. */
export interface ExportBody {
  format: 'xml' | 'json';
  bytes: Uint8Array;
  /** The event becomes what the file holds and nothing else, even where that is nothing. */
  replacesAll: boolean;
}

const MAX_WARNINGS = 100;
/** Skipped rows that the audit keeps of an export; it may come every few seconds with the same ones. */
const MAX_KEPT = 5;

function tellSkipped(parsed: ParsedExport): SkippedAnswer {
  const skipped = new SkippedParts();
  for (const { section, line, id, reason } of parsed.skipped) skipped.add({ row: line, section, id, reason });
  return skipped.answer();
}

async function parse({ format, bytes }: ExportBody): Promise<ParsedExport> {
  try {
    return await parseExport(format === 'json' ? xmlOf(bytes) : bytes);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    const { message, line, column, element } = error;
    throw new AppError(400, 'InvalidExport', message, { line, column, element });
  }
}

function xmlOf(bytes: Uint8Array): Uint8Array {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalidJson(error as Error);
  }
  const xml = (body as { xml?: unknown } | null)?.xml;
  if (typeof xml !== 'string') {
    throw new AppError(
      400,
      'ValidationError',
      'xml: expected a text that holds the export, as in {"xml": "<Canoe123Data …>"}; ' +
        'or send the bare file with Content-Type: application/xml.',
    );
  }
  return new TextEncoder().encode(xml);
}

/** On-course data comes from the live feed only; an import merely takes away what refers to nothing any more. */
async function dropStaleOnCourse({ trx, event }: EventTransaction, day: RaceDay): Promise<void> {
  const races = new Set(day.races.map((race) => race.raceId));
  const participants = new Set(day.participants.map((participant) => participant.participantId));
  for (const entry of await loadOnCourse(trx, event.id)) {
    if (races.has(entry.raceId) && participants.has(entry.participantId)) continue;
    await removeOnCourse(trx, event.id, entry);
  }
}

const countsOf = (day: RaceDay): ImportAnswer['imported'] => ({
  participants: day.participants.length,
  classes: day.classes.length,
  races: day.races.length,
  results: day.results.length,
  courses: day.courses.length,
});

/** An old export must not lock its sender out: its dates alone never close the key's window, they are told. */
function dateWarnings(event: StoredEvent, { details }: ParsedExport, now: number): string[] {
  if (windowState(keyWindow(details, null), now) === 'open') return [];
  return [
    `The export's dates (${details.startDate ?? '?'} to ${details.endDate ?? '?'}) are not of these days; ` +
      `is it the right file? The key of "${event.eventId}" stays valid.`,
  ];
}
