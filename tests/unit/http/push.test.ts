import { createECDH, createPublicKey, verify } from 'node:crypto';
import { encrypted } from '../../../app/push/sendPush';
import { vapidAuthorization, vapidKeys } from '../../../app/push/vapid';
import { isPushService } from '../../../app/routes/push';

test('a payload is encrypted as the example of RFC 8291, section 5', () => {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'));
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const body = encrypted('When I grow up, I want to be a watermelon', keys, sender, 'DGv6ra1nlYgDCS1FRnbzlw');
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml' +
      'mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT' +
      'pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('two messages of one text have nothing in common', () => {
  const device = createECDH('prime256v1');
  device.generateKeys();
  const keys = { p256dh: device.getPublicKey('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  const [a, b] = [encrypted('LIPAN', keys), encrypted('LIPAN', keys)];
  expect(a.equals(b)).toBe(false);
  expect(a.toString('latin1')).not.toContain('LIPAN');
});

describe('who sends (RFC 8292)', () => {
  const now = Date.parse('2026-06-06T10:00:00Z');
  const keys = vapidKeys('a secret of at least 32 characters, as they are');

  test('the keys follow from the secret, and are others for another one', () => {
    expect(vapidKeys('a secret of at least 32 characters, as they are').publicKey).toBe(keys.publicKey);
    expect(vapidKeys('another one of at least 32 characters, is it').publicKey).not.toBe(keys.publicKey);
    expect(Buffer.from(keys.publicKey, 'base64url')).toHaveLength(65);
  });

  test('a token is for one push service, ends within 24 hours, and is signed by the key that it names', () => {
    const header = vapidAuthorization(keys, 'https://push.example/send/1', 'https://live.example', now);
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
    const [head = '', claims = '', signature = ''] = token.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(read(claims)).toEqual({
      aud: 'https://push.example',
      exp: now / 1_000 + 43_200,
      sub: 'https://live.example',
    });
    const point = Buffer.from(key, 'base64url');
    const jwk = {
      ...{ kty: 'EC', crv: 'P-256' },
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
  });
});

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://web.push.apple.com/abc', true],
  ['https://evil.example/fcm.googleapis.com', false],
  ['https://evilfcm.googleapis.com.example/', false],
  ['http://fcm.googleapis.com/fcm/send/abc', false],
  ['https://user@fcm.googleapis.com/', false],
  ['http://127.0.0.1:9/x', true],
  ['http://127.0.0.1:10/x', false],
])('%s is an endpoint of a known push service: %s', (endpoint, isKnown) => {
  expect(isPushService(endpoint, ['fcm.googleapis.com', 'push.apple.com', 'http://127.0.0.1:9'])).toBe(
    isKnown,
  );
});
