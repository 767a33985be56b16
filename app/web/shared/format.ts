/** Numbers and times as people read them: inside everything is hundredths of a second and ISO text. */

/** Hundredths as seconds: 8123 → `81.23`; nothing for null. */
export const seconds = (hundredths: number | null | undefined): string =>
  hundredths === null || hundredths === undefined ? '' : (hundredths / 100).toFixed(2);

/** A running time: tenths are all that an eye can follow. Cut off, so that it never shows a time not yet reached. */
export const runningSeconds = (hundredths: number): string =>
  (Math.floor(Math.max(0, hundredths) / 10) / 10).toFixed(1);

/** Penalties of a run: 400 → `4`, none → `0`; nothing for null. */
export const penaltySeconds = (hundredths: number | null | undefined): string =>
  hundredths === null || hundredths === undefined ? '' : String(hundredths / 100);

/** A gap in hundredths as lists write it: 311 → `+3.11`, −50 → `−0.50`. */
export const gapText = (hundredths: number): string =>
  `${hundredths < 0 ? '−' : '+'}${(Math.abs(hundredths) / 100).toFixed(2)}`;

/** Time of day of a start list (`10:00:00`) or of a moment in ISO, as the venue's clock shows it; no seconds where 0. */
export function timeOfDay(text: string | null | undefined): string {
  const found = /(?:^|T)(\d{1,2}:\d{2})(:\d{2})?/.exec(text ?? '');
  if (found === null) return '';
  const [, minutes = '', rest = ''] = found;
  return rest === ':00' ? minutes : minutes + rest;
}

/** Start times of one list as they are all written: without seconds where nobody of it has any. */
export function startTimes(
  starts: readonly { startTime: string | null }[],
): (start: string | null) => string {
  const hasSeconds = starts.some(({ startTime }) => startTime !== null && !/:\d\d:00$/.test(startTime));
  return (start) => (hasSeconds ? (start ?? '') : timeOfDay(start));
}

/** The clock of a start or finish, to the hundredth: `10:03:00.12`. */
export const clockTime = (text: string | null | undefined): string =>
  /(?:^|T)(\d{2}:\d{2}:\d{2}(?:\.\d{1,2})?)/.exec(text ?? '')?.[1] ?? '';

/** The venue's day of a moment in ISO, `2026-05-30`; null where there is none. */
export const dayOf = (text: string | null | undefined): string | null =>
  /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null;

/** English as it is written in Europe: the day before the month. */
const localeOf = (language: string): string => (language === 'en' ? 'en-GB' : language);

/** A day as `Sat, 30 May`. It is the venue's day, whatever zone the reader is in. */
export function dayName(day: string, language: string, style: 'short' | 'long' = 'short'): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(localeOf(language), {
    weekday: style,
    day: 'numeric',
    month: style,
    timeZone: 'UTC',
  }).format(date);
}

/** A moment as the reader's own clock shows it, `14:32`; on another day than `now` with the date. */
export function clockOrDay(at: number, now: number, language: string): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(localeOf(language), {
    ...(!isToday && { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/** First and last day of an event, with the year. */
export function dateRange(start: string | null, end: string | null, language: string): string {
  const [first, last] = [dayOf(start), dayOf(end) ?? dayOf(start)];
  if (first === null || last === null) return '';
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' });
  const [from, to] = [new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`)];
  return first === last ? format.format(from) : format.formatRange(from, to);
}

/** Text for finding: without case and accents, so that `zak` finds `ŽÁK`. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** A day and a time of it, by the reader's clock. */
export const dayAndTime = (iso: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(iso),
  );
