import { randomBytes } from 'node:crypto';
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { Body, Part } from '../../../lib/read/Body';

/** Text and noise, from nothing to more than one stored block and what is compressed elsewhere. */
const parts = fc.array(
  fc.oneof(
    fc.string().map((text) => Part.of(text)),
    fc.nat(300).map((length) => Part.of('{"rnk":1,"bib":"7"}'.repeat(length))),
    fc.nat(80_000).map((length) => new Part(randomBytes(length))),
  ),
  { maxLength: 6 },
);

test('what is put together of parts is read right, plain and compressed', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (list) => {
      const body = new Body(list);
      const plain = Buffer.concat(list.map(({ bytes }) => bytes));
      expect(body.bytes.equals(plain)).toBe(true);
      expect(body.length).toBe(plain.length);
      // Which checks the sum and the length, too.
      await body.prepare();
      expect(gunzipSync(body.gzip()).equals(plain)).toBe(true);
      const blocks = Buffer.concat(body.blocks());
      expect(brotliDecompressSync(await body.brotli()).equals(plain)).toBe(true);
      expect(inflateRawSync(blocks, { finishFlush: constants.Z_SYNC_FLUSH }).equals(plain)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('each part is compressed once, however many answers it is in', async () => {
  const part = Part.of('x'.repeat(100_000));
  const bodies = [new Body([part]), new Body([Part.of('{'), part])];
  for (const body of bodies) await body.prepare();
  for (const body of bodies) {
    expect(body.prepare()).toBeUndefined();
    expect(body.blocks().at(-1)).toBe(part.deflated());
    expect(body.gzip()).toBe(body.gzip());
  }
});

test('the tag is of the content, and of nothing else', () => {
  const tagOf = (...texts: string[]): string => new Body(texts.map((text) => Part.of(text))).etag;
  expect(tagOf('{"a":', '1}')).toBe(tagOf('{"a":', '1}'));
  expect(tagOf('{"a":', '1}')).not.toBe(tagOf('{"a":', '2}'));
  expect(tagOf('1', '2')).not.toBe(tagOf('2', '1'));
});
