import { randomBytes } from 'node:crypto';
import * as ws from 'ws';
import { wsTextFrame } from '../../../lib/live/encoding/wsFrame';

interface Sender {
  frame(
    data: Buffer,
    options: { fin: boolean; opcode: number; mask: boolean; readOnly: boolean; rsv1: boolean },
  ): Buffer[];
}

/** What ws itself builds with; its types leave it out. */
const { Sender } = ws as unknown as { Sender: Sender };

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])(
  'a frame of %i bytes is, byte for byte, what ws would send, plain and compressed',
  (length) => {
    const payload = randomBytes(length);
    for (const rsv1 of [false, true]) {
      const theirs = Buffer.concat(
        Sender.frame(payload, { fin: true, opcode: 1, mask: false, readOnly: true, rsv1 }),
      );
      expect(wsTextFrame(payload, rsv1).equals(theirs)).toBe(true);
    }
  },
);
