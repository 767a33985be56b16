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

/** `key` as of `findAthlete`. */
export const athleteNotFound = (eventId: string, key: string): AppError =>
  new AppError(404, 'AthleteNotFound', `The event ${eventId} has no athlete "${key}".`);

export const eventNotFound = (eventId: string): AppError =>
  new AppError(404, 'EventNotFound', `There is no event "${eventId}".`);

export const raceNotFound = (raceId: string): AppError =>
  new AppError(404, 'RaceNotFound', `The event has no race "${raceId}".`);

export const databaseAway = (): AppError =>
  new AppError(503, 'DatabaseUnavailable', 'The database does not answer; try it again in a moment.', {
    retryAfter: 5,
  });

export const databaseBusy = (): AppError =>
  new AppError(
    503,
    'DatabaseBusy',
    'Another program holds the database for longer than usual; nothing was stored, send it again.',
    { retryAfter: 2 },
  );

export const storageFailed = (reason: string): AppError =>
  new AppError(
    503,
    'StorageFailed',
    `The disk does not take what is written (${reason}), nothing was stored: make room, or write access, and send it again.`,
    { retryAfter: 10 },
  );

export const servedElsewhere = (path: string): AppError =>
  new AppError(404, 'ServedElsewhere', `${path} is served by another process than this one (see ROLE).`);
