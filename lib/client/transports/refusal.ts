import { lost, type FetchAnswer, type LinkEnd } from './link';

/**
 * What an HTTP answer other than 200 means. Only the server's own JSON is final: a 404 that a proxy makes up while
 * the server restarts is not.
 */
export async function refusalOf(response: FetchAnswer): Promise<LinkEnd> {
  const { status, headers } = response;
  let error: string | undefined;
  let message: string | undefined;
  try {
    ({ error, message } = (await response.json()) as { error?: string; message?: string });
  } catch {
    // A page of a proxy: the status is all there is.
  }
  if (error === 'EventOfficial')
    return { kind: 'end', reason: 'Event results are official', isOfficial: true };
  if (error === 'EventNotFound') return { kind: 'end', reason: 'Event not found' };
  // Asked wrongly, and wrong again the next time.
  if (error === 'ValidationError') return { kind: 'end', reason: message ?? error };
  if (status === 503 || status === 429) return { kind: 'later', afterMs: retryAfterMs(headers, Date.now()) };
  return lost(new Error(`HTTP ${status}`));
}

/** `Retry-After` in milliseconds (RFC 9110, 10.2.3: seconds or a date); 0 where there is none. */
export function retryAfterMs(headers: FetchAnswer['headers'], now: number): number {
  const text = headers.get('retry-after');
  if (text === null) return 0;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return ms > 0 ? ms : 0;
}
