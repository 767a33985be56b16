import { createHash, createHmac } from 'node:crypto';
import type { KeyBounds, StoredEvent } from '../db/eventRepository';

/**
 * API keys are derived, not stored: HMAC-SHA-256 of the server's secret over the event's internal id
 * and key version, 64 hex characters. The database holds the key's SHA-256 to look it up; whoever
 * steals the file has no key, and raising the version makes the old key worthless.
 */
export const deriveApiKey = (secret: string, id: number, version: number): string =>
  createHmac('sha256', secret).update(`${id}:${version}`).digest('hex');

export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * What a board shows to be let in where all places are taken: 32 hex characters that give no right to push, so that they may
 * stand in the address of a page. Of the stored hash, so that a process that only reads knows it, too; another key, another token.
 */
export const boardTokenOf = (keyHash: string): string =>
  createHmac('sha256', keyHash).update('board').digest('hex').slice(0, 32);

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_BEFORE = 10;
const DAYS_AFTER = 5;

export type KeyWindow = KeyBounds;

export interface KeyDates {
  startDate: string | null;
  endDate: string | null;
}

/**
 * When the key of an event with these dates works: from 10 days before its start until 5 days after
 * its end. A date without a time of day, or at midnight, means that whole day. The administrator's
 * dates make the window; those of exports can only widen it, never lock their sender out.
 */
export function keyWindow(admin: KeyDates, exported: KeyDates | null): KeyWindow {
  const start = startMs(admin);
  const end = endMs(admin);
  return {
    from: start === null ? null : Math.min(start, startMs(exported) ?? start) - DAYS_BEFORE * DAY_MS,
    until: end === null ? null : Math.max(end, endMs(exported) ?? end) + DAYS_AFTER * DAY_MS,
  };
}

/** When the key of an event works: as the organiser said, else as follows from its dates. */
export const keyWindowOf = ({
  keyWindow: entered,
  admin,
  exported,
}: Pick<StoredEvent, 'keyWindow' | 'admin' | 'exported'>): KeyWindow =>
  entered ?? keyWindow(admin, exported?.keyDates ?? null);

/** Whether `now` lies inside the window, and if not on which side. */
export function windowState(window: KeyWindow, now: number): 'open' | 'early' | 'late' {
  if (window.from !== null && now < window.from) return 'early';
  if (window.until !== null && now >= window.until) return 'late';
  return 'open';
}

/** The earlier start and the later end of the two. */
export function widerDates(a: KeyDates | null, b: KeyDates): KeyDates {
  const isEarlier = (startMs(a) ?? Infinity) <= (startMs(b) ?? Infinity);
  const isLater = (endMs(a) ?? -Infinity) >= (endMs(b) ?? -Infinity);
  return {
    startDate: (isEarlier && a ? a : b).startDate,
    // An event that only has a start ends on that day.
    endDate: isLater && a ? (a.endDate ?? a.startDate) : (b.endDate ?? b.startDate),
  };
}

const startMs = (dates: KeyDates | null): number | null => millis(dates?.startDate ?? null);

function endMs(dates: KeyDates | null): number | null {
  const text = dates?.endDate ?? dates?.startDate ?? null;
  const ms = millis(text);
  if (ms === null || text === null) return null;
  const isWholeDay = !text.includes('T') || text.includes('T00:00:00');
  return isWholeDay ? ms + DAY_MS : ms;
}

function millis(date: string | null): number | null {
  const ms = date === null ? NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}
