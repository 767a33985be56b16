import { recordDone } from '../db/auditRepository';
import type { StoredRaceDay, StoredResult } from '../db/raceDayRepository';
import { isKayakCross, raceTypeOf } from '../domain/raceType';
import type { HandCorrection } from '../domain/records';
import { AppError, raceNotFound } from '../errors';
import { changesBetween } from './changesBetween';
import type { HeldRaceDay } from './HeldRaceDay';
import { guardState, inEvent, type EventTransaction, type Ingest } from './Ingest';
import { storeRuns } from './raceDayChanges';

/** Which result. */
export interface ResultPlace {
  raceId: string;
  bib: string;
}

/** What a result is to be: withdrawn, a status, or figures in hundredths; what is not named of these stays. */
export interface Correction {
  reason: string;
  isWithdrawn: boolean;
  status: string | null;
  time: number | null;
  pen: number | null;
  /** Finish place in kayak cross. */
  rank: number | null;
}

/** The run as it now is, in hundredths. */
export interface CorrectedResult {
  raceId: string;
  bib: string;
  status: string | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  /** Why it is as it is; null where it is the timing's. */
  byHand: string | null;
}

/**
 * Puts a result right without the timing: for the day on which its computer is down. It holds against live results, and
 * until an export says something else than was stored before. Throws 404 where nobody starts with this bib, 400 where the
 * correction leaves open what the run is, 403 where the event takes no results.
 */
export async function correctResult(
  ingest: Ingest,
  eventId: string,
  place: ResultPlace,
  correction: Correction,
  by: string | null = null,
): Promise<CorrectedResult> {
  return changeByHand(ingest, eventId, place, by, (row, day) => ({
    ...row,
    ...correctedRun(row, correction, isCrossRace(day, place.raceId)),
    isUnderReview: false,
    liveAt: null,
    byHand: { reason: correction.reason, before: row.byHand?.before ?? runOf(row) },
  }));
}

/** Puts the timing's own result in the place of a correction. Throws 404 where there is none. */
export async function takeCorrectionBack(
  ingest: Ingest,
  eventId: string,
  place: ResultPlace,
  by: string | null = null,
): Promise<CorrectedResult> {
  return changeByHand(ingest, eventId, place, by, (row) => {
    if (!row.byHand) {
      const message = `The result of bib ${place.bib} in "${place.raceId}" was not corrected by hand.`;
      throw new AppError(404, 'CorrectionNotFound', message);
    }
    return { ...row, ...row.byHand.before, byHand: null };
  });
}

/** The race day as the timing has it. */
export const withoutCorrections = (day: StoredRaceDay): StoredRaceDay => ({
  ...day,
  results: day.results.map((row) => (row.byHand ? { ...row, ...row.byHand.before, byHand: null } : row)),
});

async function changeByHand(
  ingest: Ingest,
  eventId: string,
  place: ResultPlace,
  by: string | null,
  change: (row: StoredResult, day: HeldRaceDay) => StoredResult,
): Promise<CorrectedResult> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event, now } = transaction;
    guardState(event, 'results');
    const day = await transaction.raceDay();
    const old = rowAt(day, place);
    const changed = change(old, day);
    await storeRuns(transaction, day, [withChanges(transaction, day, old, changed)]);
    const { status, time, pen, total } = changed;
    const answer = { ...place, status, time, pen, total, byHand: changed.byHand?.reason ?? null };
    const was = { status: old.status, time: old.time, pen: old.pen, total: old.total };
    await recordDone(trx, event.id, { kind: 'correct', at: now, by, detail: { ...answer, was } });
    return answer;
  });
}

function rowAt(day: HeldRaceDay, { raceId, bib }: ResultPlace): StoredResult {
  if (!day.index.raceById.has(raceId)) throw raceNotFound(raceId);
  const row = day.row(raceId, day.participantOf(raceId, bib) ?? '');
  if (row) return row;
  throw new AppError(404, 'ResultNotFound', `Nobody starts with bib ${bib} in "${raceId}".`);
}

const isCrossRace = (day: HeldRaceDay, raceId: string): boolean =>
  isKayakCross(raceTypeOf(day.index.raceById.get(raceId)?.disId ?? ''));

const runOf = (row: StoredResult): HandCorrection['before'] => {
  const { status, isUnderReview, dtStart, dtFinish, time, pen, total, gates, rnk, liveAt } = row;
  return { status, isUnderReview, dtStart, dtFinish, time, pen, total, gates, rnk, liveAt };
};

function correctedRun(row: StoredResult, correction: Correction, isCross: boolean): Partial<StoredResult> {
  const { isWithdrawn, status, rank } = correction;
  if (rank !== null && !isCross) {
    throw new AppError(
      400,
      'ValidationError',
      'rank: only kayak cross has one that can be entered; a time is ranked by itself.',
    );
  }
  const ranked = rank === null ? {} : { rnk: rank };
  if (isWithdrawn) return { status: null, time: null, pen: null, total: null, gates: null, rnk: null };
  // Beside a status no figure counts, so the stored ones stay.
  if (status !== null) return { status, ...ranked };
  if (isCross && rank !== null) return { status: null, time: correction.time ?? row.time ?? rank, ...ranked };
  const time = correction.time ?? row.time;
  if (time === null) {
    throw new AppError(
      400,
      'ValidationError',
      'time: expected hundredths of a second, for the run has no time yet.',
    );
  }
  const pen = correction.pen ?? row.pen ?? 0;
  // The cells of the gates would say something else.
  const gates = pen === row.pen ? row.gates : null;
  return { status: null, time, pen, total: time + pen, gates };
}

/** With what is told of the change, where the run was over. */
function withChanges(
  { now }: EventTransaction,
  day: HeldRaceDay,
  old: StoredResult,
  changed: StoredResult,
): StoredResult {
  const isIt = ({ raceId, participantId }: Pick<StoredResult, 'raceId' | 'participantId'>): boolean =>
    raceId === old.raceId && participantId === old.participantId;
  const changesOf = changesBetween(
    day.index.races,
    (raceId, participantId) => day.row(raceId, participantId),
    (raceId, participantId) => (isIt({ raceId, participantId }) ? changed : day.row(raceId, participantId)),
    { at: now, by: 'hand' },
  );
  return { ...changed, changes: changesOf(changed) };
}
