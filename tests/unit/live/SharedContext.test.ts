import { constants, createGunzip, createInflateRaw } from 'node:zlib';
import fc from 'fast-check';
import { Batch } from '../../../lib/live/encoding/Batch';
import { Body, Part } from '../../../lib/read/Body';
import { deflateBlock, FLUSH_END, GZIP_HEAD } from '../../../lib/read/deflate';
import { EncodedMessage } from '../../../lib/live/encoding/EncodedMessage';
import { NOWHERE, SharedContext } from '../../../lib/live/encoding/SharedContext';

const encoded = (seq: number, json: string): EncodedMessage =>
  new EncodedMessage(
    { seq, id: `e-${seq}`, kind: 'diff', topic: null, raceId: null },
    new Body([Part.of(json)]),
  );

/** A message like those of a race, or a large or tiny one, by what it is made from. */
function message(seq: number, size: number): EncodedMessage {
  const row = {
    rnk: seq % 40,
    bib: String(seq),
    name: `ATHLETE ${seq % 7}`,
    club: 'KK Vlnovka',
    total: 8_000 + seq,
  };
  const rows = Array.from({ length: size }, (_, i) => ({ ...row, bib: String(seq + i) }));
  return encoded(seq, JSON.stringify({ type: 'diff', id: `e-${seq}`, rows }));
}

/** A client's decoder as it follows a channel, as the connections do it. */
class Follower {
  readonly bytes: Buffer[] = [];
  readonly expected: string[] = [];
  private at = NOWHERE;
  inContext = 0;

  constructor(private readonly form: 'wsDeflate' | 'sseGzip') {}

  take(batch: Batch): void {
    this.expected.push(...batch.messages.map((one) => one.plain(this.form).toString()));
    const shared = batch.contextBytes(this.form);
    if (shared && (shared.from === null || shared.from === this.at)) {
      this.at = shared.to;
      this.bytes.push(shared.bytes);
      this.inContext += 1;
    } else {
      this.at = NOWHERE;
      this.bytes.push(batch.bytes(this.form));
    }
  }

  async decoded(): Promise<string> {
    return this.form === 'wsDeflate' ? inflateFrames(Buffer.concat(this.bytes)) : gunzipStream(this.bytes);
  }
}

/** Reads frames as a client with context takeover does: one decoder, the flush's end put back (RFC 7692, 7.2.2). */
async function inflateFrames(bytes: Buffer): Promise<string> {
  const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  let text = '';
  inflate.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const write = (part: Buffer): Promise<void> =>
    new Promise((resolve) =>
      inflate.write(part, () => {
        resolve();
      }),
    );
  for (let at = 0; at < bytes.length;) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const payload = bytes.subarray(at + head, at + head + length);
    if (((bytes[at] ?? 0) & 0x40) === 0) {
      text += payload.toString('latin1');
    } else {
      await write(payload);
      await write(FLUSH_END);
    }
    at += head + length;
  }
  return Buffer.from(text, 'latin1').toString();
}

async function gunzipStream(parts: Buffer[]): Promise<string> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const chunks: Buffer[] = [];
  gunzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) =>
    gunzip.write(Buffer.concat([GZIP_HEAD, deflateBlock(Buffer.from('retry: 1\n\n')), ...parts]), resolve),
  );
  return Buffer.concat(chunks).toString().replace('retry: 1\n\n', '');
}

describe.each(['wsDeflate', 'sseGzip'] as const)(
  'one compressor for all who watch in the form %s',
  (form) => {
    test('is read right by everyone, whoever came when and missed what', async () => {
      const step = fc.record({
        sizes: fc.array(
          fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 700 })),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        joins: fc.boolean(),
        missing: fc.nat(3),
        restarts: fc.nat(12),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
          const contexts = {
            wsDeflate: new SharedContext('wsDeflate'),
            sseGzip: new SharedContext('sseGzip'),
          };
          const followers: Follower[] = [new Follower(form)];
          let seq = 0;
          for (const { sizes, joins, missing, restarts } of steps) {
            if (joins) followers.push(new Follower(form));
            if (restarts === 0) contexts[form].restart();
            const batch = new Batch(
              sizes.map((size) => message((seq += 1), size)),
              contexts,
            );
            for (const [i, follower] of followers.entries())
              if (i !== missing || i === 0) follower.take(batch);
          }
          for (const follower of followers) expect(await follower.decoded()).toBe(follower.expected.join(''));
        }),
        { numRuns: 60 },
      );
    });

    test('makes messages like those of a race a fraction of what they are by themselves', () => {
      const contexts = { wsDeflate: new SharedContext('wsDeflate'), sseGzip: new SharedContext('sseGzip') };
      const follower = new Follower(form);
      const batches = Array.from({ length: 64 }, (_, i) => new Batch([message(i, 2)], contexts));
      for (const batch of batches) follower.take(batch);
      const alone = batches.reduce((sum, batch) => sum + batch.bytes(form).length, 0);
      expect(follower.inContext).toBe(64);
      expect(Buffer.concat(follower.bytes).length).toBeLessThan(alone / 2);
    });

    test('begins anew so often that who joins can follow within thirty-two messages', () => {
      const contexts = { wsDeflate: new SharedContext('wsDeflate'), sseGzip: new SharedContext('sseGzip') };
      const first = new Follower(form);
      const late = new Follower(form);
      for (let i = 0; i < 60; i += 1) {
        const batch = new Batch([message(i, 1)], contexts);
        first.take(batch);
        if (i >= 5) late.take(batch);
      }
      expect(late.inContext).toBe(60 - 32);
    });
  },
);

test('a message is encoded once for each form, however many ask', () => {
  const one = message(1, 3);
  for (const form of ['ws', 'wsDeflate', 'sse', 'sseGzip'] as const) {
    expect(one.encoded(form)).toBe(one.encoded(form));
    expect(new Batch([one]).bytes(form)).toBe(one.encoded(form));
  }
  const batch = new Batch([one, message(2, 1)], {
    wsDeflate: new SharedContext('wsDeflate'),
    sseGzip: new SharedContext('sseGzip'),
  });
  expect(batch.bytes('ws')).toBe(batch.bytes('ws'));
  expect(batch.contextBytes('wsDeflate')).toBe(batch.contextBytes('wsDeflate'));
});

test('a small message goes plain where compressing it by itself would save nothing', () => {
  const small = encoded(1, '{"type":"diff","id":"e-1","data":{"status":"running"}}');
  expect(small.encoded('wsDeflate')).toBe(small.encoded('ws'));
});
