import { inflateRawSync, constants } from 'node:zlib';
import { deflateBlock, deflateLarge, deflateWell } from '../../../lib/read/deflate';

const text = (i: number): Buffer => Buffer.from(JSON.stringify({ bib: i, name: 'Adam Rýn', club: 'Dukla' }));

test.each([
  ['deflateBlock', (bytes: Buffer) => deflateBlock(bytes)],
  ['deflateBlock with a history', (bytes: Buffer) => deflateBlock(bytes, text(0))],
  ['deflateWell', deflateWell],
  ['deflateLarge', deflateLarge],
])('%s: short blocks that are kept hold little more memory than they are long', async (_name, deflate) => {
  const blocks: Buffer[] = [];
  for (let i = 0; i < 400; i += 1) blocks.push(await deflate(text(i)));
  const held = new Set(blocks.map(({ buffer }) => buffer));
  const heldBytes = [...held].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(heldBytes).toBeLessThan(400 * 200);
});

test('a block is what it was made of', () => {
  const bytes = Buffer.from('x'.repeat(100_000));
  const whole = { finishFlush: constants.Z_SYNC_FLUSH };
  expect(inflateRawSync(deflateBlock(bytes), whole)).toEqual(bytes);
});
