/**
 * One WebSocket text frame from server to client (RFC 6455, section 5.2): final, unmasked. Written here
 * rather than by ws, so that one frame serves every connection; a test holds it against ws's own.
 * `isDeflated` sets RSV1, which marks a message as compressed (RFC 7692).
 */
export function wsTextFrame(payload: Buffer, isDeflated: boolean): Buffer {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headBytes + length);
  frame[0] = FIN | TEXT | (isDeflated ? RSV1 : 0);
  if (length < 126) {
    frame[1] = length;
  } else if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(frame, headBytes);
  return frame;
}

const FIN = 0x80;
const RSV1 = 0x40;
const TEXT = 0x01;
