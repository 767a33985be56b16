import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { joinedSum, shiftOf, sumByTable, sumOf } from '../../../lib/read/checksum';

const bytes = fc.uint8Array({ maxLength: 3_000 });

test('a sum is CRC-32, with and without what newer versions of Node have', () => {
  fc.assert(
    fc.property(bytes, (one) => {
      expect([sumOf(one), sumByTable(one)]).toEqual([crc32(one), crc32(one)]);
    }),
  );
});

test('the sum of what follows one another is made of the sums of each', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const joined = joinedSum(crc32(one), { value: crc32(other), shift: shiftOf(other.length) });
      expect(joined).toBe(crc32(Buffer.concat([one, other])));
    }),
  );
});
