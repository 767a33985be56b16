import * as zlib from 'node:zlib';

/**
 * CRC-32 of texts that follow one another, from the sums of each: gzip wants the sum of the whole, and summing a megabyte
 * anew for each answer took a fifth of the main thread. A sum is a polynomial over GF(2), bits reversed, modulo the
 * polynomial of CRC-32; bytes that follow multiply what was before by a power of x (zlib's crc32_combine does the same).
 */
const POLYNOMIAL = 0xedb88320;
/** The polynomial 1. */
const ONE = 0x80000000;

/** The product of two polynomials. */
function multiplied(a: number, b: number): number {
  let product = 0;
  for (let factor = b, bit = ONE; bit !== 0 && (a & (bit | (bit - 1))) !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x to the power of 2^n, for n from 0 on. */
const POWERS = [0x40000000];
for (let n = 1; n < 64; n += 1) {
  const last = POWERS[n - 1] ?? 0;
  POWERS.push(multiplied(last, last));
}

/** What a sum is multiplied by when so many bytes follow. */
export function shiftOf(bytes: number): number {
  let shift = ONE;
  for (let rest = bytes, n = 3; rest > 0; rest = Math.floor(rest / 2), n += 1) {
    if (rest % 2 === 1) shift = multiplied(shift, POWERS[n] ?? 0);
  }
  return shift;
}

/** The sum of a text with the sum `before`, and what follows it. */
export const joinedSum = (before: number, after: { value: number; shift: number }): number =>
  (multiplied(after.shift, before) ^ after.value) >>> 0;

/** For each byte the sum of it alone, bits reversed. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
  return sum >>> 0;
});

/** The sum, byte by byte: a third of a gigabyte a second. */
export function sumByTable(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}

/** The sum of a text. Node has it, and ten times as fast, from 20.15 on. */
export const sumOf: (bytes: Uint8Array) => number =
  (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? sumByTable;
