/**
 * Buffers that are kept for an hour. Small ones of Node's usual making are cut out of a slab of 8 kB, which each of them
 * keeps whole, however short-lived its neighbours were.
 */

/** The parts after one another, in memory of their own. */
export function joined(...parts: readonly Uint8Array[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A text in UTF-8, in memory of its own. */
export function bytesOfText(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
