import fc from 'fast-check';
import { sseParser, type SseBlock } from '../../../lib/client/transports/sseParser';

function parsed(...pieces: string[]): SseBlock[] {
  const blocks: SseBlock[] = [];
  const parse = sseParser((block) => blocks.push(block));
  pieces.forEach(parse);
  return blocks;
}
const block = (fields: Partial<SseBlock>): SseBlock => ({ event: '', data: '', retryMs: null, ...fields });

const STREAM =
  'retry: 3000\n\n: still here\n\nid: 12-a\ndata: {"type":"full"}\n\n' +
  'event: end\r\ndata: {"reason":"Event deleted"}\r\n\r\nretry: 250\revent:busy\rdata:one\rdata: two\r\r';
const BLOCKS = [
  block({ retryMs: 3_000 }),
  block({ data: '{"type":"full"}' }),
  block({ event: 'end', data: '{"reason":"Event deleted"}' }),
  block({ event: 'busy', data: 'one\ntwo', retryMs: 250 }),
];

test('messages, named events, times to come back and comments are told apart', () => {
  // The last line's end is a lone carriage return: only what follows tells that it is whole.
  expect(parsed(STREAM, '\n')).toEqual(BLOCKS);
});

test('wherever the network cuts the stream into pieces, the same comes out', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: STREAM.length - 1 }));
  fc.assert(
    fc.property(cuts, (at) => {
      const edges = [0, ...[...at].sort((a, b) => a - b), STREAM.length];
      const pieces = edges.slice(1).map((end, i) => STREAM.slice(edges[i], end));
      expect(parsed(...pieces, '\n')).toEqual(BLOCKS);
    }),
  );
});

test('what is cut off before its empty line is no message', () => {
  expect(parsed('data: {"type":"full"}\n')).toEqual([]);
  expect(parsed('data: {"type":"fu')).toEqual([]);
});

test('fields that are not known, and times that are none, are ignored', () => {
  expect(parsed('weather: rain\nretry: soon\ndata: x\n\n')).toEqual([block({ data: 'x' })]);
});
