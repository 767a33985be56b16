/**
 * How long to wait before attempt number `attempt` (0 for the first), in milliseconds: at random from nothing to
 * a bound that doubles ("full jitter"). Thousands lose the connection in the same second; so they come back spread evenly.
 */
export function backoff(attempt: number, firstMs: number, maxMs: number, random = Math.random): number {
  return random() * Math.min(maxMs, firstMs * 2 ** attempt);
}
