/** One event of a stream; `retryMs` where its block set it. */
export interface SseBlock {
  event: string;
  data: string;
  retryMs: number | null;
}

/**
 * Reads Server-Sent Events from text as it comes in pieces
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). What is not followed by
 * an empty line is no event yet, so a connection that is cut in the middle of a message loses that message whole. Ids
 * are not read: every message has its own.
 */
export function sseParser(onBlock: (block: SseBlock) => void): (text: string) => void {
  let rest = '';
  let block: SseBlock = { event: '', data: '', retryMs: null };
  const takeLine = (line: string): void => {
    if (line === '') {
      if (block.data !== '' || block.retryMs !== null) onBlock(block);
      block = { event: '', data: '', retryMs: null };
      return;
    }
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') block.data += block.data === '' ? value : `\n${value}`;
    else if (field === 'event') block.event = value;
    else if (field === 'retry' && /^\d+$/.test(value)) block.retryMs = Number(value);
  };
  return (text) => {
    // A carriage return at the end may be half of a line's end: it waits for the next piece.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(takeLine);
  };
}
