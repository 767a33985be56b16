/** Waits so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until this moment of `performance.now()`. */
export const pauseUntil = (ms: number): Promise<void> => pause(Math.max(0, ms - performance.now()));
