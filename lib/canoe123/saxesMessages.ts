import { ExportError } from './ExportError';

/** What saxes says, and what it means to someone who looks at an export. */
const SENTENCES: readonly [said: string, means: string][] = [
  ['unexpected end.', 'the file ends in the middle of a tag: it was cut off while being written'],
  ['document must contain a root element.', 'the file ends before its root element <Canoe123Data>'],
  ['documents may contain only one root.', 'a second root element; one file holds one export'],
  ['text data outside of root node.', 'text before or after the root element'],
  ['undefined entity.', 'an entity other than &amp; &lt; &gt; &quot; &apos; and &#…; is used'],
  ['unexpected close tag.', 'a closing tag does not match the element that is open'],
  ['disallowed character.', 'a character that XML does not allow'],
  [
    'inappropriately located doctype declaration.',
    'a document type (<!DOCTYPE>) is not allowed in an export',
  ],
];
const meaning = new Map(SENTENCES);

/**
 * The error for a message of saxes (without its position).
 *
 * @param column zero-based, as saxes counts.
 */
export function plainSentence(said: string, line: number, column: number): ExportError {
  const unclosed = /^unclosed tag: (.*)$/s.exec(said)?.[1];
  if (unclosed !== undefined) {
    return new ExportError('the file ends inside this element: it was cut off while being written', {
      line,
      element: unclosed,
    });
  }
  const problem = meaning.get(said) ?? `not well-formed XML: ${said.replace(/\.$/, '')}`;
  return new ExportError(problem, { line, column: column + 1 });
}
