/** A message to a device by its browser's push service: encrypted (RFC 8291), signed (RFC 8292), sent (RFC 8030). */
import { createECDH, type ECDH } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { encrypt } from 'http_ece';
import type { PushSubscriber } from '../../lib/db/pushRepository';
import { vapidAuthorization, type VapidKeys } from './vapid';

/** News of a race is worth nothing later. */
const TTL_S = 3_600;
const PATIENCE_MS = 10_000;
/** How long a push service may ask to be left alone before a message is given up. */
const MOST_WAIT_MS = 30_000;

/** What becomes of a message: it is taken, the device is gone for good, or it was given up. */
export type PushOutcome = 'taken' | 'gone' | 'failed';

/** The payload as the device alone can read it; `keys` and `salt` are new for every message. */
export function encrypted(
  payload: string,
  { p256dh, auth }: PushSubscriber['keys'],
  keys: ECDH = newKeys(),
  salt?: string,
): Buffer {
  return encrypt(Buffer.from(payload), {
    version: 'aes128gcm',
    privateKey: keys,
    dh: p256dh,
    authSecret: auth,
    ...(salt !== undefined && { salt }),
  });
}

function newKeys(): ECDH {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  return keys;
}

/** Sends once more where the push service asks to wait, and never follows it elsewhere; gives up with the signal. */
export async function sendPush(
  { endpoint, keys, page }: Pick<PushSubscriber, 'endpoint' | 'keys' | 'page'>,
  payload: string,
  vapid: VapidKeys,
  { now, signal }: { now: number; signal: AbortSignal },
  isLast = false,
): Promise<PushOutcome> {
  const { origin, protocol } = new URL(page);
  const subject = protocol === 'https:' ? origin : 'mailto:operator@localhost';
  let answer: Response;
  try {
    answer = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        Authorization: vapidAuthorization(vapid, endpoint, subject, now),
        'Content-Encoding': 'aes128gcm',
        'Content-Type': 'application/octet-stream',
        TTL: String(TTL_S),
        Urgency: 'high',
      },
      body: new Uint8Array(encrypted(payload, keys)),
    });
    await answer.body?.cancel();
  } catch {
    return 'failed';
  }
  if (answer.ok) return 'taken';
  if (answer.status === 404 || answer.status === 410) return 'gone';
  const waitMs = Number(answer.headers.get('retry-after') ?? 1) * 1_000;
  const mayRetry = answer.status === 429 || answer.status >= 500;
  if (isLast || !mayRetry || !(waitMs <= MOST_WAIT_MS)) return 'failed';
  try {
    await setTimeout(waitMs, undefined, { signal });
  } catch {
    return 'failed';
  }
  return sendPush({ endpoint, keys, page }, payload, vapid, { now, signal }, true);
}
