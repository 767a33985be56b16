/** Who sends a push message: Voluntary Application Server Identification (RFC 8292). */
import { createECDH, createPrivateKey, hkdfSync, sign, type KeyObject } from 'node:crypto';

/** A push service takes a token for 24 h at most; half of that leaves room for wrong clocks. */
const VALID_S = 12 * 3_600;

export interface VapidKeys {
  /** Uncompressed point of P-256, base64url: what browsers subscribe with. */
  publicKey: string;
  privateKey: KeyObject;
}

/** The server's keys, always the same for its secret, so that all processes and a restored backup have them. */
export function vapidKeys(secret: string): VapidKeys {
  const ecdh = createECDH('prime256v1');
  for (let attempt = 0; ; attempt += 1) {
    const scalar = Buffer.from(hkdfSync('sha256', secret, '', `slalom-live vapid ${attempt}`, 32));
    try {
      ecdh.setPrivateKey(scalar);
    } catch {
      // Not below the order of the curve, which happens once in four thousand million.
      continue;
    }
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const jwk = { kty: 'EC', crv: 'P-256', d: scalar.toString('base64url'), x: x ?? '', y: y ?? '' };
    return {
      publicKey: point.toString('base64url'),
      privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    };
  }
}

/** The `Authorization` of a message to an endpoint; `subject` is whom the push service may write to, `now` in ms since 1970. */
export function vapidAuthorization(
  { publicKey, privateKey }: VapidKeys,
  endpoint: string,
  subject: string,
  now: number,
): string {
  const encoded = [
    { typ: 'JWT', alg: 'ES256' },
    { aud: new URL(endpoint).origin, exp: Math.floor(now / 1_000) + VALID_S, sub: subject },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signed = encoded.join('.');
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${publicKey}`;
}
