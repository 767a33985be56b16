import { backoff } from '../../../lib/client/backoff';
import { TIMINGS } from '../../../lib/client/options';

/** A page is back so soon after the server at the latest, however long that was away: at random, so that not all come at once. */
export const MAX_BACKOFF_MS = 5_000;

/** How long a page waits before it asks again, after so many answers that did not come; milliseconds. */
export const comeBackMs = (attempt: number): number => backoff(attempt, TIMINGS.backoffMs, MAX_BACKOFF_MS);
