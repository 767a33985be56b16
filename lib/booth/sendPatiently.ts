/** Time as the player sees it; tests hand in one that does not wait. */
export interface PlayerClock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Waits; resolves at once, without leaving a timer behind, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** How a request of the bridge ended for good. `status` is null where no answer came. */
export interface BridgeAnswer {
  ok: boolean;
  status: number | null;
  /** The parsed JSON answer; null where there was none. */
  body: unknown;
}

export interface BridgeRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below the base URL, for example `/api/v1/ingest/xml`. */
  path: string;
  headers: Record<string, string>;
  /** Sent as it is; the content type is in the headers. */
  body?: string | Uint8Array<ArrayBuffer>;
}

const timeoutMs = 10_000;
const retryAfterSeconds = [1, 2, 4, 8, 16] as const;

/**
 * Sends one request with the bridge's patience: 10 s for an answer and no second try after that; 429, 5xx
 * and refused connections again after 1, 2, 4, 8, 16 s, or what Retry-After says; other 4xx never.
 * An abort ends it at once with `status: null`.
 */
export async function sendPatiently(
  baseUrl: string,
  request: BridgeRequest,
  options: {
    clock: PlayerClock;
    signal: AbortSignal;
    log: (line: string) => void;
    /** False: one try only. Default true. */
    isPatient?: boolean;
  },
): Promise<BridgeAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    // After an abort this ends in the attempt itself: fetch refuses an aborted signal before it sends.
    const { answer, retryAfter, mayRetry } = await sendOnce(baseUrl, request, options.signal);
    const pause = retryAfterSeconds[attempt];
    if (options.isPatient === false) return answer;
    if (answer.ok || !mayRetry || pause === undefined || options.signal.aborted) return answer;
    const seconds = retryAfter ?? pause;
    options.log(`${request.method} ${request.path}: ${answer.status ?? 'no answer'}, again in ${seconds} s`);
    await options.clock.sleep(seconds * 1000, options.signal);
  }
}

interface Attempt {
  answer: BridgeAnswer;
  retryAfter: number | null;
  mayRetry: boolean;
}

async function sendOnce(baseUrl: string, request: BridgeRequest, signal: AbortSignal): Promise<Attempt> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, timeoutMs);
  try {
    const response = await fetch(new URL(request.path, baseUrl), {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([signal, late.signal]),
    });
    const body = parsed(await response.text());
    return {
      answer: { ok: response.ok, status: response.status, body },
      retryAfter: secondsOf(response.headers.get('retry-after')),
      mayRetry: response.status === 429 || response.status >= 500,
    };
  } catch {
    const answer = { ok: false, status: null, body: null };
    return { answer, retryAfter: null, mayRetry: !late.signal.aborted && !signal.aborted };
  } finally {
    clearTimeout(timer);
  }
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header.trim()) ? Number(header) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The real clock: waits with a timer that an abort clears. */
export const realClock: PlayerClock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted || ms <= 0) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
