import { dayName, dayOf, timeOfDay } from '../shared/format';

/**
 * When a race starts by the venue's clock: `10:30`, on another day `Sun 7 June, 10:30`; empty where the schedule does
 * not say. `now` is ms since 1970; a board hangs at the venue, so today is what this device's calendar says.
 */
export function startText(startTime: string | null, now: number, language: string): string {
  const day = dayOf(startTime);
  if (day === null) return '';
  const date = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const today = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = timeOfDay(startTime);
  return day === today ? time : [dayName(day, language), time].filter(Boolean).join(', ');
}
