/**
 * An expected failure, answered to the client as `{ error: code, message, …details }` with `status`.
 * The message says what was wrong, where in the input, and what would be right. Anything else that
 * is thrown is a programmer's mistake and answers 500 without detail.
 */
export class AppError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

export const eventNotFound = (eventId: string): AppError =>
  new AppError(404, 'EventNotFound', `There is no event "${eventId}".`);

export const raceNotFound = (raceId: string): AppError =>
  new AppError(404, 'RaceNotFound', `The event has no race "${raceId}".`);
