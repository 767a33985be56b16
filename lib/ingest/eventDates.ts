import type { EventDetails } from '../domain/records';
import { AppError } from '../errors';

/** Throws 400 where an event would end before it starts. */
export function checkDates({ startDate, endDate }: Pick<EventDetails, 'startDate' | 'endDate'>): void {
  if (startDate === null || endDate === null || Date.parse(endDate) >= Date.parse(startDate)) return;
  throw new AppError(400, 'ValidationError', 'endDate: expected a date that is not before startDate');
}
