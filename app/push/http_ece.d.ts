/** What is used of http_ece, which has no types of its own. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  export function encrypt(
    payload: Buffer,
    params: {
      version: 'aes128gcm';
      /** The sender's keys of this message. */
      privateKey: ECDH;
      /** Of the receiver, base64url. */
      dh: string;
      authSecret: string;
      salt?: string;
    },
  ): Buffer;

  export function decrypt(
    body: Buffer,
    params: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string },
  ): Buffer;
}
